"""What a tree of processes used: CPU seconds, also of children that ended meanwhile, and memory (PSS)."""

import os
from pathlib import Path

from tests.faults.processes import below

_TICKS = os.sysconf("SC_CLK_TCK")


def cpu_seconds(pid: int, *, alone: bool = False) -> float:
    """CPU seconds of a process, and of everything below it unless it is asked for alone."""
    pids = [pid] if alone else list(below(pid))
    return sum(_ticks(pid, with_ended=not alone) for pid in pids) / _TICKS


def pss_bytes(pid: int, *, alone: bool = False) -> int:
    """Memory of the same processes; what several share is counted in parts."""
    return sum(_pss(pid) for pid in ([pid] if alone else below(pid)))


def _stat(pid: int) -> list[str]:
    """proc(5), from the state on; empty where the process is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _ticks(pid: int, *, with_ended: bool) -> int:
    """utime, stime; and cutime, cstime: of children that were waited for."""
    return sum(int(ticks) for ticks in _stat(pid)[11 : 15 if with_ended else 13])


def _pss(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))

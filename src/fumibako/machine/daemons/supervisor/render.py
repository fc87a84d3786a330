"""supervisord.conf: one program per service that has a process."""

import sys
from collections.abc import Iterable

from fumibako.machine.conf import Config
from fumibako.machine.daemons.own import PYTHON
from fumibako.machine.provision.service import Process, Service


class Unwritable(ValueError):
    """A word that an ini line cannot carry."""


def render(config: Config, services: Iterable[Service]) -> bytes:
    """Return supervisord.conf of a box."""
    parts = [
        "[supervisord]\nnodaemon=true\nsilent=true\nuser=root\n"
        f"logfile={config.log}/supervisord.log\npidfile={config.run}/supervisord.pid\nchildlogdir={config.log}\n"
        "logfile_maxbytes=20MB\nlogfile_backups=3\nminfds=4096\n",
        f"[unix_http_server]\nfile={config.supervisor_socket}\nchmod=0660\n",
        "[rpcinterface:supervisor]\nsupervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface\n",
    ]
    for service in services:
        process = service.process(config)
        if process is not None:
            parts.append(_program(config, service.name, process))
    return "\n".join(parts).encode()


def _program(config: Config, name: str, process: Process) -> str:
    unit = [
        sys.executable,
        "-m",
        "fumibako.machine.system.unit",
        "--memory",
        str(config.run / "units" / name),
    ]
    if process.uid is not None:
        unit += ["--uid", str(process.uid), "--gid", str(process.gid or process.uid)]
        unit += ["--groups", ",".join(str(group) for group in process.groups)]
    if process.scratch is not None:
        unit += ["--scratch", str(process.scratch)]
    if process.no_links is not None:
        unit += ["--no-links", str(process.no_links)]
    for path in process.after:
        unit += ["--after", str(path)]
    environment = {**PYTHON, **process.environment}
    written = ",".join(f"{key}={_quoted(text)}" for key, text in sorted(environment.items()))
    return (
        f"[program:{name}]\n"
        f"command={' '.join(_quoted(word) for word in (*unit, '--', *process.command))}\n"
        f"environment={written}\n"
        f"priority={process.priority}\n"
        f"stopsignal={process.stop_signal}\n"
        f"stopwaitsecs={process.stop_seconds}\n"
        f"autostart={'true' if process.is_wanted else 'false'}\n"
        "killasgroup=true\nautorestart=true\nstartsecs=2\nstartretries=1000000\n"
        f"stdout_logfile={config.log}/{name}.log\nredirect_stderr=true\n"
        "stdout_logfile_maxbytes=20MB\nstdout_logfile_backups=3\n"
    )


def _quoted(word: str) -> str:
    if not word.isprintable() or '"' in word or "\\" in word:
        raise Unwritable(f"not a word for supervisord: {word!r}")
    return '"' + word.replace("%", "%%") + '"'

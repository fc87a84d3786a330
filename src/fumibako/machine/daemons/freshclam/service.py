"""freshclam: fetches virus signatures and tells clamd."""

import time

from fumibako.machine.conf import Config
from fumibako.machine.daemons.clamd.service import has_signatures
from fumibako.machine.daemons.shape import Quiet
from fumibako.machine.provision.service import Condition, File, FileSet, Health, Process
from fumibako.machine.state import Aspect, State
from fumibako.machine.system import files
from fumibako.machine.system.accounts import gid_of, uid_of

MIRROR = "database.clamav.net"
# ClamAV publishes once a day: a day, and what a late mirror and the time between two looks take.
OLD_HOURS = 30
TOO_OLD_HOURS = 48


class Freshclam(Quiet):
    name = "freshclam"
    reads = frozenset({Aspect.BOX})

    def render(self, config: Config, state: State) -> FileSet:
        if state.scope.aspect is not Aspect.BOX:
            return {}
        lines = (
            "DatabaseOwner clamav",
            f"DatabaseDirectory {config.home('clamd') / 'db'}",
            f"DatabaseMirror {MIRROR}",
            "Foreground yes",
            "Checks 12",
            "ConnectTimeout 10",
            "ReceiveTimeout 120",
            f"NotifyClamd {config.live('clamd') / 'clamd.conf'}",
        )
        return {"freshclam.conf": File("".join(f"{line}\n" for line in lines).encode(), mode=0o644)}

    def health(self, config: Config) -> Health:
        if not config.settings.engines.download_signatures:
            words = "switched off in fumibako.toml (engines.download_signatures)"
            return Health(Condition.WARNING, words, code="switched-off")
        if not has_signatures(config):
            return Health(Condition.WARNING, "nothing downloaded yet; see `fumibako logs freshclam`", code="none-yet")
        newest = max(path.stat().st_mtime for path in (config.home("clamd") / "db").glob("*.c?d"))
        hours = int((time.time() - newest) / 3600)
        age = {"hours": hours}
        if hours >= TOO_OLD_HOURS:
            words = f"SIGNATURES ARE {hours} HOURS OLD: new viruses are not found"
            return Health(Condition.WARNING, words, code="too-old", values=age)
        if hours >= OLD_HOURS:
            return Health(Condition.WARNING, f"signatures are {hours} hours old", code="old", values=age)
        return Health(Condition.OK, f"signatures are {hours} hours old")

    def process(self, config: Config) -> Process | None:
        if not config.settings.engines.download_signatures:
            return None
        conf = config.live(self.name) / "freshclam.conf"
        return Process(
            command=("/usr/bin/freshclam", "-d", "--foreground", f"--config-file={conf}"),
            uid=uid_of("clamav"),
            gid=gid_of("clamav"),
            priority=60,
        )

    def prepare(self, config: Config) -> None:
        """Its configuration is root's: whoever reads hostile files shall not say what root starts."""
        files.directory(config.home(self.name), uid=0, gid=0)

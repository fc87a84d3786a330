"""Asking about sites' files: their size, their logs, and that they go. What a customer can change, the agent touches as
the site's user."""

import contextlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from fumibako.machine.conf import Config
from fumibako.machine.daemons.sites.backup import FOLDERS, SECONDS, Adopted, Made, TooLarge, Weight, is_folder
from fumibako.machine.daemons.sites.cron import SECONDS as SCRIPT_SECONDS
from fumibako.machine.daemons.sites.cron import Ran, is_script
from fumibako.machine.daemons.sites.filing.client import Filing, FilingRefused, Item, Listing, Parted, Progress
from fumibako.machine.daemons.sites.filing.names import in_words
from fumibako.machine.daemons.sites.filing.wire import Ended, Wire
from fumibako.machine.daemons.sites.logs import PHP, Asked, Lines
from fumibako.machine.daemons.sites.scanning import MOST_SECONDS as SCAN_SECONDS
from fumibako.machine.daemons.sites.scanning import QUARANTINE, Scanned
from fumibako.machine.daemons.sites.statistics import ROBOTS
from fumibako.machine.daemons.sites.usage import COUNTING_SECONDS
from fumibako.machine.daemons.sites.wordpress import is_word
from fumibako.machine.daemons.sites.wordpress_copies import Installed, Staging
from fumibako.machine.daemons.sites.wordpress_extensions import Extension, Looked
from fumibako.machine.provision.client import AgentDown, AgentRefused, ask, converse
from fumibako.machine.state import Limit

__all__ = [
    "FOLDERS",
    "QUARANTINE",
    "ROBOTS",
    "SITE_MAIL",
    "Adopted",
    "Asked",
    "Extension",
    "Filing",
    "FilingRefused",
    "Installed",
    "Item",
    "Lines",
    "Listing",
    "Looked",
    "Made",
    "Parted",
    "Progress",
    "Ran",
    "Scanned",
    "Sites",
    "Staging",
    "TooLarge",
    "Weight",
    "in_words",
    "is_folder",
    "is_script",
    "is_word",
]
SITE_MAIL = Limit(per_hour=200, per_day=1_000)
"""Recipients of what a site sends by PHP's mail()."""
USAGE_SECONDS = 1.5  # a page waits
LOG_SECONDS = 10.0
_MARGIN = 60.0
INSTALL_SECONDS = 1800.0


@dataclass(frozen=True)
class Sites:
    """Every method raises AgentDown, AgentFailed or AgentRefused."""

    config: Config

    def used_bytes(self, domain: str) -> int:
        """What the site's files take on the disk. AgentDown during the first count of a large site; the agent goes on
        counting."""
        return int(ask(self.config, "site_bytes", {"domain": domain}, USAGE_SECONDS)["bytes"])

    def counted_bytes(self, domain: str) -> int:
        """The same, counted now. It may take twenty minutes."""
        seconds = 2 * COUNTING_SECONDS + _MARGIN  # one that began before ends first
        return int(ask(self.config, "site_bytes", {"domain": domain, "anew": True}, seconds)["bytes"])

    def log(self, domain: str, host: str, asked: Asked) -> Lines:
        """host: the domain or one of its subdomains. AgentRefused where no log file has that name."""
        if asked.kind == PHP:
            return self._php_log(domain, asked)
        values = {
            "domain": domain,
            "host": host,
            "kind": asked.kind,
            "day": asked.day,
            "words": asked.words,
            "before": asked.before,
        }
        answer = ask(self.config, "site_log", values, LOG_SECONDS)
        return Lines(answer["lines"], answer["before"])

    def _php_log(self, domain: str, asked: Asked) -> Lines:
        try:
            with self.filing(domain) as filing:
                return Lines(*filing.php_log(asked.day, asked.words, asked.before))
        except FilingRefused as error:
            raise AgentRefused(error.code) from error

    def day(self, domain: str, day: str) -> dict[str, Any]:
        """The figures of a day of visits (`statistics.count`)."""
        return ask(self.config, "site_day", {"domain": domain, "day": day})

    def put_logs_aside(self, day: str, today: str) -> None:
        """Every site's logs until now are those of that day."""
        ask(self.config, "put_logs_aside", {"day": day, "today": today})

    @contextlib.contextmanager
    def filing(self, domain: str) -> Iterator[Filing]:
        """A conversation about the site's files."""
        wire = Wire(converse(self.config, "site_files", {"domain": domain}, LOG_SECONDS))
        try:
            yield Filing(wire)
        except Ended as error:
            raise AgentDown(str(error)) from error
        finally:
            wire.close()

    def remove(self, domain: str) -> None:
        """Delete the files of a site that is gone. AgentFailed, AgentLate: something may be left."""
        ask(self.config, "remove_site", {"domain": domain})

    def make_backup(self, domain: str, name: str, databases: Sequence[str]) -> Made:
        """Pack the site with these databases into a new file of that name. It may take an hour."""
        values = {"domain": domain, "name": name, "databases": list(databases)}
        answer = ask(self.config, "make_backup", values, SECONDS + _MARGIN)
        return Made(int(answer["bytes"]), tuple(answer["folders"]), tuple(answer["left_out"]))

    def weigh_backup(
        self, domain: str, name: str, folders: Sequence[str], databases: Sequence[str]
    ) -> tuple[Weight, str]:
        """What it means for the disk to restore these; and why that cannot be, or ""."""
        values = {"domain": domain, "name": name, "folders": list(folders), "databases": list(databases)}
        answer = ask(self.config, "weigh_backup", values, SECONDS + _MARGIN)
        return Weight(int(answer["holds"]), int(answer["replaces"])), str(answer["refused_restore"])

    def restore_backup(self, domain: str, name: str, *, folder: str = "", database: str = "") -> str:
        """Put all folders, one of them or a database back as they were. Return why it went no further, "" where all of
        it is there again. It may take an hour."""
        values = {"domain": domain, "name": name, "folder": folder, "database": database}
        return str(ask(self.config, "restore_backup", values, SECONDS + _MARGIN)["refused_restore"])

    def adopt_backup(self, domain: str, name: str, *, file: str = "", path: str = "") -> tuple[Adopted, str]:
        """Keep a file of the jobs, or of the site, as a backup of that name; and why not, or ""."""
        values = {"domain": domain, "name": name, "file": file, "path": path}
        answer = ask(self.config, "adopt_backup", values, SECONDS + _MARGIN)
        kept = Adopted(int(answer["bytes"]), tuple(answer["folders"]), tuple(answer["databases"]))
        return kept, str(answer["refused_backup"])

    def load_dump(self, domain: str, path: str, database: str, *, empties: bool, space: int) -> str:
        """A database from an SQL file of the site; return why it went no further, "" where all of it is loaded. Raises
        TooLarge for a file of more than `space` bytes."""
        values = {"domain": domain, "path": path, "database": database, "empties": empties, "space": space}
        answer = ask(self.config, "load_dump", values, SECONDS + _MARGIN)
        if answer["too_large"]:
            raise TooLarge(int(answer["too_large"]))
        return str(answer["refused_statement"])

    def install_wordpress(self, domain: str, folder: str, wanted: Mapping[str, str]) -> tuple[str, str]:
        """folder: below htdocs, "" for htdocs itself. wanted: see wordpress.VALUES. Return the version and "", or
        "" and why it was not installed."""
        answer = ask(self.config, "install_wordpress", {"domain": domain, "folder": folder, **wanted}, INSTALL_SECONDS)
        return str(answer["version"]), str(answer["refused_wordpress"])

    def update_wordpress(self, domain: str, folder: str) -> tuple[str, str]:
        """To the newest version. Return it and "", or "" and why not."""
        answer = ask(self.config, "update_wordpress", {"domain": domain, "folder": folder}, INSTALL_SECONDS)
        return str(answer["version"]), str(answer["refused_wordpress"])

    def stage_wordpress(
        self, domain: str, source: Installed, target: Installed, staging: Staging, left_out: Sequence[str], space: int
    ) -> str:
        """Copy it into a new folder and an empty database; left_out: folders below htdocs that are not its own; space:
        how many bytes may be added. Return why not, "" where the copy is there."""
        values = {"source": asdict(source), "target": asdict(target), **asdict(staging), "left_out": [*left_out]}
        values["space"] = space
        return str(
            ask(self.config, "stage_wordpress", {"domain": domain, **values}, INSTALL_SECONDS)["refused_wordpress"]
        )

    def publish_wordpress(
        self, domain: str, source: Installed, target: Installed, left_out: Sequence[str], space: int
    ) -> str:
        """Put it in the place of another one; space: how many bytes it may hold beyond that one. Return why
        not, "" where it is there."""
        values = {"source": asdict(source), "target": asdict(target), "left_out": [*left_out], "space": space}
        return str(
            ask(self.config, "publish_wordpress", {"domain": domain, **values}, INSTALL_SECONDS)["refused_wordpress"]
        )

    def remove_wordpress(self, domain: str, folder: str) -> None:
        """Its files, not its database."""
        ask(self.config, "remove_wordpress", {"domain": domain, "folder": folder}, INSTALL_SECONDS)

    def wordpress_parts(self, domain: str, folder: str, update: Sequence[tuple[str, str]]) -> tuple[Looked, str]:
        """Its plugins and themes, after these (kind and key) were updated; and why it cannot be told, or ""."""
        values = {"domain": domain, "folder": folder, "update": [list(each) for each in update]}
        answer = ask(self.config, "wordpress_parts", values, INSTALL_SECONDS)
        found = tuple(Extension(**each) for each in answer["extensions"])
        return Looked(found, answer["is_known"], tuple(answer["not_updated"])), str(answer["refused_wordpress"])

    def run_script(self, domain: str, path: str) -> Ran:
        """A PHP file of the site, run by itself."""
        return Ran(**ask(self.config, "run_script", {"domain": domain, "path": path}, SCRIPT_SECONDS + _MARGIN))

    def scan(self, domain: str) -> Scanned:
        """Of several scans one at a time is done."""
        answer = ask(self.config, "scan_site", {"domain": domain}, SCAN_SECONDS * 2)
        found = [(str(path), str(name)) for path, name in answer["found"]]
        return Scanned(found, answer["files"], answer["skipped"], answer["is_whole"], answer["has_signatures"])

    def remove_backup(self, domain: str, name: str) -> None:
        ask(self.config, "remove_backup", {"domain": domain, "name": name})

    def keep_key(self, domain: str, name: str, pem: str) -> None:
        """Keep a private key of the site's certificates. AgentRefused where the site is not live yet."""
        ask(self.config, "keep_site_key", {"domain": domain, "name": name, "pem": pem})

    def forget_keys(self, domain: str, used: Collection[str]) -> int:
        """Delete the keys that no certificate has needed for a day; return how many."""
        return int(ask(self.config, "forget_site_keys", {"domain": domain, "used": sorted(used)})["deleted"])

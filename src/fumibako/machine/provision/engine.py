"""The engine: stage, check, swap one symlink, reload, look; and back again when it does not work.

Box-wide configuration of a service: config.live(name) -> generations/<N>. A scope's part (a mailbox's Sieve
script, a domain's policy): config.live_scope(name, key) -> <N> beside it. Root runs it: `up` before the
daemons start, the agent afterwards.
"""

import contextlib
import os
import shutil
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from fumibako.machine.conf import Config
from fumibako.machine.provision.service import Condition, Diff, FileSet, Rejected, Service
from fumibako.machine.provision.table import Row, Tables
from fumibako.machine.state import Aspect, Scope
from fumibako.machine.system import failpoints, files
from fumibako.machine.system.accounts import gid_of

KEPT_GENERATIONS = 3
BRAKE_FROM_FILES = 10
BRAKE_SHARE = 0.3


Rendered = tuple[Mapping[str, FileSet], Mapping[str, Sequence[Row]]]
"""Files by service and rows by tables' name of one scope, as `render_all` returns them."""


@dataclass(frozen=True)
class Outcome:
    """is_live, or refused with the checker's message."""

    is_live: bool
    message: str = ""


@dataclass(frozen=True)
class Engine:
    config: Config
    services: Sequence[Service]
    tables: Sequence[Tables]

    def apply(
        self,
        scope: Scope,
        sets: Mapping[str, FileSet],
        rows: Mapping[str, Sequence[Row]],
        *,
        force: bool = False,
    ) -> Outcome:
        """Make these files and rows the live ones of the scope. Every set of files or none: what was swapped before
        another service refused or failed goes back. Raises ValueError for a bad path; CommandFailed, OSError or
        sqlite3.Error if it cannot be done now."""
        swaps: list[Swap] = []
        for service in self.services:
            if service.name not in sets:
                continue
            try:
                swap = self._swap(service, scope, sets[service.name], force=force)
            except Exception as error:
                for swap in reversed(swaps):
                    swap.back()
                if isinstance(error, Rejected):
                    return Outcome(False, f"{service.name}: {error}")
                raise
            swaps += [swap] if swap else []
        self.write_rows({scope: rows})
        for swap in swaps:
            swap.forget_oldest()
        return Outcome(True)

    def write_rows(self, wanted: Mapping[Scope, Mapping[str, Sequence[Row]]]) -> None:
        """Make these rows the live ones of the scopes; a scope's files stay."""
        failpoints.reach("agent.before_tables")
        for table in self.tables:
            rows_of = {scope: rows[table.name] for scope, rows in wanted.items() if table.name in rows}
            if rows_of:
                table.write(self.config, rows_of)
                failpoints.reach(f"agent.after_{table.name}")
        failpoints.reach("agent.before_answer")

    def differing(self, wanted: Mapping[Scope, Rendered]) -> frozenset[Scope]:
        """The scopes whose live files or rows are not exactly these, whoever lost or changed them. They stay as
        they are; tables may finish what they began."""
        found = {scope for scope, (sets, _) in wanted.items() if self._files_differ(scope, sets)}
        for table in self.tables:
            rows_of = {scope: rows[table.name] for scope, (_, rows) in wanted.items() if table.name in rows}
            found |= table.differing(self.config, rows_of)
        return frozenset(found)

    def filling(self) -> frozenset[str]:
        """The tables that are not there; see `table`."""
        return frozenset().union(*(table.filling(self.config) for table in self.tables))

    def complete(self, names: Collection[str]) -> None:
        for table in self.tables:
            table.complete(self.config, names)

    def _files_differ(self, scope: Scope, sets: Mapping[str, FileSet]) -> bool:
        for service in self.services:
            if service.name not in sets:
                continue
            live, wanted = _target(self.link_of(service, scope)), sets[service.name]
            if _difference(live, wanted) or (live is None) != (not wanted):
                return True
        return False

    def link_of(self, service: Service, scope: Scope) -> Path:
        if scope.aspect is Aspect.BOX:
            return self.config.live(service.name)
        return self.config.live_scope(service.name, scope.path)

    def _swap(self, service: Service, scope: Scope, wanted: FileSet, *, force: bool) -> "Swap | None":
        for name in wanted:
            if name.startswith("/") or ".." in Path(name).parts or not name.isprintable():
                raise ValueError(f"not a path below a root: {name!r}")
        link = self.link_of(service, scope)
        generations = link.parent / "generations" if scope.aspect is Aspect.BOX else link.parent
        before = _target(link)
        diff = _difference(before, wanted)
        if not diff and (before is not None or not wanted):
            return None
        if not force and before is not None:
            _brake(before, diff, wanted)
        if not wanted:
            link.unlink()
            swap = Swap(self.config, service, scope, link, before, None, diff)
        else:
            generations.mkdir(parents=True, exist_ok=True)
            staged = self._checked(service, scope, generations, before, wanted, diff)
            failpoints.reach("agent.before_swap")
            files.point(link, os.path.relpath(staged, link.parent))
            swap = Swap(self.config, service, scope, link, before, staged, diff)
        failpoints.reach("agent.after_swap")
        try:
            self._reload(swap)
        except Exception:
            swap.back()
            raise
        return swap

    def _reload(self, swap: "Swap") -> None:
        """Raises Rejected if the box's new configuration makes a service unwell that was well."""
        service = swap.service
        is_watched = swap.scope.aspect is Aspect.BOX and swap.before is not None
        was_well = is_watched and service.health(self.config).condition is not Condition.DOWN
        service.reload(self.config, swap.diff, swap.scope)
        if was_well and (health := service.health(self.config)).condition is Condition.DOWN:
            raise Rejected(f"does not answer with the new configuration: {health.detail}")

    def _checked(
        self,
        service: Service,
        scope: Scope,
        generations: Path,
        before: Path | None,
        wanted: FileSet,
        diff: Diff,
    ) -> Path:
        """Return a new generation that the service has checked. A failure leaves nothing of it."""
        staged = generations / str(1 + max((int(p.name) for p in generations.iterdir() if p.name.isdigit()), default=0))
        try:
            _stage(staged, before, wanted, diff)
            service.check(self.config, staged, scope)
            files.sync_tree(staged)  # what the checker compiled; the rest is on the disk already
        except Exception as error:
            shutil.rmtree(staged, ignore_errors=True)
            if isinstance(error, Rejected):
                raise Rejected(str(error).replace(str(staged), service.name)) from error
            raise
        return staged


@dataclass(frozen=True)
class Swap:
    """What was done, so that it can be undone. before or after is None where there was or is nothing."""

    config: Config
    service: Service
    scope: Scope
    link: Path
    before: Path | None
    after: Path | None
    diff: Diff

    def back(self) -> None:
        if self.before is None:
            self.link.unlink(missing_ok=True)
        else:
            files.point(self.link, os.path.relpath(self.before, self.link.parent))
        self.service.reload(self.config, self.diff, self.scope)

    def forget_oldest(self) -> None:
        """Keep a few generations of a live scope, nothing of one that is gone."""
        if self.after is None and self.before is not None:
            shutil.rmtree(self.link.parent, ignore_errors=True)
            with contextlib.suppress(OSError):
                self.link.parent.parent.rmdir()  # the last mailbox of a domain
            return
        if self.after is not None:
            generations = sorted(
                (p for p in self.after.parent.iterdir() if p.name.isdigit()), key=lambda p: int(p.name)
            )
            for old in generations[:-KEPT_GENERATIONS]:
                shutil.rmtree(old)


def _target(link: Path) -> Path | None:
    return link.resolve() if link.is_symlink() and link.exists() else None


def _rendered(root: Path) -> frozenset[str]:
    """The files that were rendered, as the list beside them says; the rest a checker compiled.

    Nothing where the list was lost or is garbage: then everything is written anew."""
    try:
        return frozenset((root / ".rendered").read_text().splitlines())
    except (OSError, UnicodeDecodeError):
        return frozenset()


def _difference(before: Path | None, wanted: FileSet) -> Diff:
    if before is None:
        return Diff(added=frozenset(wanted))
    there = _rendered(before)
    changed = {
        name
        for name in there & wanted.keys()
        if not (before / name).exists()
        or (before / name).read_bytes() != wanted[name].content
        or (before / name).stat().st_mode & 0o7777 != wanted[name].mode
    }
    return Diff(frozenset(wanted.keys() - there), frozenset(changed), frozenset(there - wanted.keys()))


def _brake(before: Path, diff: Diff, wanted: FileSet) -> None:
    there = len(_rendered(before))
    if wanted and there >= BRAKE_FROM_FILES and len(diff.removed) > there * BRAKE_SHARE:
        raise Rejected(f"would drop {len(diff.removed)} of {there} files; needs to be forced")


def _stage(staged: Path, before: Path | None, wanted: FileSet, diff: Diff) -> None:
    staged.mkdir(mode=0o755)
    for name, file in wanted.items():
        path = staged / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if before is not None and name not in diff.added | diff.changed:
            path.hardlink_to(before / name)
        else:
            files.write(path, file.content, mode=file.mode, uid=os.geteuid(), gid=gid_of(file.group))
    files.write(staged / ".rendered", "".join(f"{name}\n" for name in sorted(wanted)).encode())

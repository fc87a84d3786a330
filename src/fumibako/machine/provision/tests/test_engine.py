"""What the engine promises: a set of files is checked before it is live, goes back where it does not work, and does
not take half a service with it."""

import contextlib
import errno
import os
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from fumibako.machine.conf import Config
from fumibako.machine.conf.schema import Settings
from fumibako.machine.provision import engine
from fumibako.machine.provision.engine import Engine, Outcome
from fumibako.machine.provision.service import Condition, Diff, File, FileSet, Health, Process, Rejected, Service
from fumibako.machine.provision.table import Row
from fumibako.machine.state import Aspect, Scope, State
from fumibako.machine.system.run import CommandFailed

pytestmark = pytest.mark.feature("A2")
BOX = Scope(Aspect.BOX, "box")
DOMAIN = Scope(Aspect.DOMAIN, "example.jp")
BAD, DEADLY = b"no such setting\n", b"well written, and it ends at once\n"
SLOW, FULL = b"takes the checker for ever\n", b"fills the disk\n"


@dataclass
class Daemon:
    """Its checker refuses BAD and comes to no result with SLOW and FULL; with DEADLY it stops answering.

    seen: what was live at each reload."""

    config: Config
    name: str
    is_well: bool = True
    is_hanging: bool = False
    seen: list[dict[str, bytes]] = field(default_factory=list)
    reads: frozenset[Aspect] = frozenset(Aspect)

    def render(self, config: Config, state: State) -> FileSet:
        return {}

    def check(self, config: Config, staged: Path, scope: Scope) -> None:
        for path in staged.rglob("*.conf"):
            if path.read_bytes() == BAD:
                raise Rejected(f"{path}: no such setting")
            if path.read_bytes() == SLOW:
                raise CommandFailed("the checker did not end within 30 s")
            if path.read_bytes() == FULL:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def reload(self, config: Config, diff: Diff, scope: Scope) -> None:
        self.seen.append(self.live(scope))
        if self.is_hanging:
            raise CommandFailed("reload did not end within 30 s")
        self.is_well = DEADLY not in self.seen[-1].values()

    def health(self, config: Config) -> Health:
        return Health(Condition.OK) if self.is_well else Health(Condition.DOWN, "connection refused")

    def process(self, config: Config) -> Process | None:
        return None

    def prepare(self, config: Config) -> None:
        pass

    def live(self, scope: Scope = BOX) -> dict[str, bytes]:
        """Every live file of a scope."""
        is_box = scope.aspect is Aspect.BOX
        link = self.config.live(self.name) if is_box else self.config.live_scope(self.name, scope.key)
        there = [path for path in link.resolve().rglob("*") if path.is_file() and path.name != ".rendered"]
        return {str(path.relative_to(link.resolve())): path.read_bytes() for path in there}

    def generations(self) -> list[str]:
        return sorted(path.name for path in (self.config.home(self.name) / "generations").iterdir())


@dataclass
class Table:
    name: str = "names"
    reads: frozenset[Aspect] = frozenset(Aspect)
    written: list[Sequence[Row]] = field(default_factory=list)

    def rows(self, state: State) -> tuple[Row, ...]:
        return ()

    def write(self, config: Config, wanted: Mapping[Scope, Sequence[Row]]) -> None:
        self.written += wanted.values()

    def differing(self, config: Config, wanted: Mapping[Scope, Sequence[Row]]) -> set[Scope]:
        return set()

    def filling(self, config: Config) -> frozenset[str]:
        return frozenset()

    def complete(self, config: Config, names: Collection[str]) -> None:
        pass


@dataclass
class House:
    """Two daemons, of which the second is asked last, and a table."""

    config: Config

    def __post_init__(self) -> None:
        self.first, self.second, self.table = Daemon(self.config, "first"), Daemon(self.config, "second"), Table()
        self.engine = Engine(self.config, (self.first, self.second), (self.table,))

    def apply(
        self, first: Mapping[str, bytes], second: Mapping[str, bytes] | None = None, *, scope: Scope = BOX, **how: bool
    ) -> Outcome:
        sets = {"first": files(first)} | ({} if second is None else {"second": files(second)})
        return self.engine.apply(scope, sets, {"names": (Row("names", "a", (1,)),)}, **how)


def files(contents: Mapping[str, bytes]) -> FileSet:
    return {name: File(content) for name, content in contents.items()}


def many(count: int) -> dict[str, bytes]:
    return {f"site{number}.conf": b"x\n" for number in range(count)}


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(Config(Settings(), tmp_path))


def test_the_fake_is_a_service(house: House) -> None:
    assert isinstance(house.first, Service)


def test_what_is_applied_is_live_before_the_daemon_is_told_and_once(house: House) -> None:
    wanted = {"a.conf": b"1\n", "below/b.conf": b"2\n"}
    for _ in range(2):
        assert house.apply(wanted) == Outcome(True)
    assert house.first.live() == wanted
    assert house.first.seen == [wanted]
    assert (house.first.generations(), len(house.table.written)) == (["1"], 2)


def test_where_the_list_of_files_is_garbage_they_are_written_anew(house: House) -> None:
    house.apply({"a.conf": b"1\n"})
    (house.config.live("first") / ".rendered").write_bytes(b"\xff\0")
    assert house.engine.differing({BOX: ({"first": files({"a.conf": b"1\n"})}, {})}) == {BOX}
    assert house.apply({"a.conf": b"1\n"}) == Outcome(True)
    assert (house.first.live(), house.first.generations()) == ({"a.conf": b"1\n"}, ["1", "2"])


def test_nothing_live_changes_where_the_checker_refuses(house: House) -> None:
    house.apply({"a.conf": b"1\n", "b.conf": b"1\n"})
    assert house.apply({"a.conf": b"2\n", "b.conf": BAD}) == Outcome(False, "first: first/b.conf: no such setting")
    assert house.first.live() == {"a.conf": b"1\n", "b.conf": b"1\n"}
    assert (len(house.first.seen), house.first.generations(), len(house.table.written)) == (1, ["1"], 1)


def test_what_makes_a_daemon_unwell_goes_back_and_is_told(house: House) -> None:
    house.apply({"a.conf": b"1\n"})
    outcome = house.apply({"a.conf": DEADLY})
    assert outcome == Outcome(False, "first: does not answer with the new configuration: connection refused")
    assert house.first.seen == [{"a.conf": content} for content in (b"1\n", DEADLY, b"1\n")]
    assert house.first.live() == {"a.conf": b"1\n"}
    assert house.first.is_well
    assert len(house.table.written) == 1


def test_a_daemon_that_was_down_before_gets_its_new_files_all_the_same(house: House) -> None:
    house.apply({"a.conf": b"1\n"})
    house.first.is_well = False
    assert house.apply({"a.conf": DEADLY}).is_live
    assert house.first.live() == {"a.conf": DEADLY}


@pytest.mark.parametrize("second", [BAD, DEADLY], ids=["refuses", "does not answer"])
def test_every_daemon_goes_back_where_a_later_one_refuses(house: House, second: bytes) -> None:
    house.apply({"a.conf": b"1\n"}, {"b.conf": b"1\n"})
    assert not house.apply({"a.conf": b"2\n"}, {"b.conf": second}).is_live
    assert (house.first.live(), house.second.live()) == ({"a.conf": b"1\n"}, {"b.conf": b"1\n"})
    assert house.first.seen[-1] == {"a.conf": b"1\n"}
    assert len(house.table.written) == 1


@pytest.mark.parametrize("content", [SLOW, FULL], ids=["out of time", "disk full"])
def test_a_checker_without_a_result_refuses_nothing_and_every_daemon_goes_back(house: House, content: bytes) -> None:
    house.apply({"a.conf": b"1\n"}, {"b.conf": b"1\n"})
    with pytest.raises((CommandFailed, OSError)):
        house.apply({"a.conf": b"2\n"}, {"b.conf": content})
    assert (house.first.live(), house.second.live()) == ({"a.conf": b"1\n"}, {"b.conf": b"1\n"})
    assert house.second.generations() == ["1"]
    assert len(house.table.written) == 1
    assert house.apply({"a.conf": b"2\n"}, {"b.conf": b"2\n"}).is_live


def test_a_daemon_that_did_not_reload_is_told_again_at_the_next_try(house: House) -> None:
    house.apply({"a.conf": b"1\n"}, scope=DOMAIN)
    house.first.is_hanging = True
    with contextlib.suppress(CommandFailed):
        house.apply({"a.conf": b"2\n"}, scope=DOMAIN)
    assert house.first.live(DOMAIN) == {"a.conf": b"1\n"}
    house.first.is_hanging = False
    assert house.apply({"a.conf": b"2\n"}, scope=DOMAIN).is_live
    assert house.first.seen[-1] == {"a.conf": b"2\n"}


def test_the_first_files_of_a_scope_are_gone_where_a_later_daemon_refuses(house: House) -> None:
    assert not house.apply({"a.conf": b"1\n"}, {"b.conf": BAD}, scope=DOMAIN).is_live
    assert house.first.live(DOMAIN) == {}
    assert not house.config.live_scope("first", DOMAIN.key).is_symlink()
    assert house.first.seen == [{"a.conf": b"1\n"}, {}]


def test_a_change_that_would_drop_too_much_is_not_made_unless_it_is_forced(house: House) -> None:
    house.apply(many(20))
    assert house.apply(many(13)) == Outcome(False, "first: would drop 7 of 20 files; needs to be forced")
    assert house.first.live() == many(20)
    assert len(house.first.seen) == 1
    assert house.apply(many(13), force=True).is_live
    assert house.first.live() == many(13)


@pytest.mark.parametrize(("before", "after"), [(20, 14), (9, 1)], ids=["not too much", "too few to tell"])
def test_a_smaller_change_needs_no_force(house: House, before: int, after: int) -> None:
    house.apply(many(before))
    assert house.apply(many(after)).is_live
    assert house.first.live() == many(after)


@pytest.mark.parametrize("name", ["../a", "a/../../../b", "{tmp}/a", "..", "a\nb", "a\0b", "a\x1b[2J"])
def test_a_name_that_leads_out_of_the_root_is_refused(house: House, tmp_path: Path, name: str) -> None:
    house.apply({"a.conf": b"1\n"})
    before = sorted(tmp_path.rglob("*"))
    for scope in (BOX, DOMAIN):
        with pytest.raises(ValueError, match="not a path below a root"):
            house.apply({"a.conf": b"2\n", name.format(tmp=tmp_path): b"x"}, scope=scope)
    assert sorted(tmp_path.rglob("*")) == before
    assert house.first.live() == {"a.conf": b"1\n"}


def test_so_many_generations_are_kept_and_the_newest_is_live(house: House) -> None:
    for number in range(12):
        assert house.apply({"a.conf": b"%d\n" % number}).is_live
    assert house.first.live() == {"a.conf": b"11\n"}
    kept = [str(number) for number in range(13 - engine.KEPT_GENERATIONS, 13)]
    assert (engine.KEPT_GENERATIONS, house.first.generations()) == (3, kept)


def test_nothing_is_kept_of_a_scope_that_is_gone(house: House) -> None:
    house.apply(many(20), scope=DOMAIN)
    assert house.apply({}, scope=DOMAIN).is_live
    assert not house.config.live_scope("first", DOMAIN.key).parent.exists()
    assert house.first.seen == [many(20), {}]


def test_a_lost_or_changed_file_differs(house: House) -> None:
    wanted = {"first": files({"a.conf": b"1\n"})}
    assert house.engine.differing({DOMAIN: (wanted, {})}) == {DOMAIN}
    house.apply({"a.conf": b"1\n"}, scope=DOMAIN)
    assert house.engine.differing({DOMAIN: (wanted, {})}) == frozenset()
    path = house.config.live_scope("first", DOMAIN.key) / "a.conf"
    for damage in (lambda: path.write_bytes(b"x"), lambda: path.chmod(0o666), path.unlink):
        damage()
        assert house.engine.differing({DOMAIN: (wanted, {})}) == {DOMAIN}
        house.apply({"a.conf": b"1\n"}, scope=DOMAIN)
        assert house.engine.differing({DOMAIN: (wanted, {})}) == frozenset()

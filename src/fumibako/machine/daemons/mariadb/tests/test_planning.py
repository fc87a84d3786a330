"""What is done to come from the databases that there are to those that are wanted (D3)."""

from dataclasses import replace

import pytest

from fumibako.machine.daemons.mariadb.planning import (
    Drop,
    DropUser,
    Fact,
    LetIn,
    LetUserIn,
    Make,
    UserFact,
    plan,
    plan_users,
)
from fumibako.machine.formats.mariadb import Unwritable, name, native_hash, text
from fumibako.machine.state import Database, DatabaseUser, Dropped

pytestmark = pytest.mark.feature("D3")
OWNER = "ours.example"
WANTED = Database(name="s7_shop", number=3, password_hash=native_hash("Kaban-to-kasa-77"))
LIVE = Fact(WANTED.name, OWNER, WANTED.number, exists=True, password_hash=WANTED.password_hash, is_locked=False)


READER = DatabaseUser(name="s7_reader", database=WANTED.name, password_hash=WANTED.password_hash, reads_only=True)
NOTED = UserFact(READER.name, OWNER, WANTED.name, reads_only=True, password_hash=WANTED.password_hash, is_locked=False)


def test_a_further_user_is_made_changed_and_dropped_as_wanted() -> None:
    assert plan_users(OWNER, [READER], {}) == (LetUserIn(OWNER, READER),)
    assert plan_users(OWNER, [READER], {NOTED.name: NOTED}) == ()
    locked = replace(READER, is_locked=True)
    assert plan_users(OWNER, [locked], {NOTED.name: NOTED}) == (LetUserIn(OWNER, locked),)
    assert plan_users(OWNER, [], {NOTED.name: NOTED}) == (DropUser(READER.name),)
    assert plan_users(OWNER, [], {NOTED.name: replace(NOTED, owner="other.example")}) == ()


def test_what_a_further_user_makes_can_be_backed_up_by_the_databases_own() -> None:
    sql = LetUserIn(OWNER, replace(READER, reads_only=False)).sql
    assert "INSERT" in sql
    for right in ("ALL", "CREATE VIEW", "CREATE ROUTINE", "TRIGGER", "EVENT"):
        assert right not in sql


def test_a_further_user_gets_at_its_database_only() -> None:
    sql = LetUserIn(OWNER, READER).sql
    assert "GRANT SELECT, SHOW VIEW, LOCK TABLES ON `s7\\_shop`.* TO `s7_reader`@`localhost`" in sql
    for database in ("s8_shop", READER.name, "mysql"):
        with pytest.raises(ValueError, match="not a"):
            replace(READER, database=database)


def test_what_is_as_wanted_needs_nothing() -> None:
    assert plan(OWNER, [WANTED], [], {LIVE.name: LIVE}) == ()


def test_a_new_one_is_made_and_its_user_let_in() -> None:
    assert plan(OWNER, [WANTED], [], {}) == (Make(OWNER, WANTED), LetIn(WANTED))


def test_one_that_was_noted_and_not_made_is_made() -> None:
    assert plan(OWNER, [WANTED], [], {LIVE.name: replace(LIVE, exists=False)}) == (Make(OWNER, WANTED),)


@pytest.mark.parametrize("wanted", [replace(WANTED, is_locked=True), replace(WANTED, password_hash="*" + "0" * 40)])
def test_another_password_or_lock_changes_the_user_only(wanted: Database) -> None:
    assert plan(OWNER, [wanted], [], {LIVE.name: LIVE}) == (LetIn(wanted),)


def test_nothing_is_dropped_because_nobody_wants_it() -> None:
    assert plan(OWNER, [], [], {LIVE.name: LIVE}) == ()


@pytest.mark.parametrize("fact", [replace(LIVE, number=4), replace(LIVE, owner="other.example"), None])
def test_only_the_very_database_that_was_dropped_goes(fact: Fact | None) -> None:
    dropped = [Dropped(name=WANTED.name, number=WANTED.number)]
    assert plan(OWNER, [], dropped, {WANTED.name: fact} if fact else {}) == ()
    assert plan(OWNER, [], dropped, {LIVE.name: LIVE}) == (Drop(WANTED.name),)


def test_a_new_one_of_the_same_name_is_made_after_the_old_one_went() -> None:
    new = replace(WANTED, number=9)
    steps = plan(OWNER, [new], [Dropped(name=WANTED.name, number=WANTED.number)], {LIVE.name: LIVE})
    assert steps == (Drop(WANTED.name), Make(OWNER, new), LetIn(new))


def test_case_020_the_grant_is_for_one_name_and_no_pattern() -> None:
    assert r"GRANT ALL PRIVILEGES ON `s7\_shop`.* TO `s7_shop`@`localhost`;" in LetIn(WANTED).sql


def test_case_019_nothing_is_written_into_a_statement_that_could_end_it() -> None:
    for bad in ("x'; DROP DATABASE mysql;--", "a`b", "a\\b", 'a"b', "日本", "", "a\nb", "*" + "G" * 40):
        with pytest.raises(Unwritable):
            text(bad)
        with pytest.raises(Unwritable):
            name(bad)
    for bad in ("s7_shop`", "shop", "s0_shop", "s7_", "s7_Shop", "mysql"):
        with pytest.raises(ValueError, match="not a database"):
            Database(name=bad, number=1, password_hash=WANTED.password_hash)
    with pytest.raises(ValueError, match="user"):
        replace(WANTED, password_hash="secret")

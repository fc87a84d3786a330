"""What mailboxes hold (B8): the rows that Dovecot writes, and what is not in them."""

import contextlib
import os
import sqlite3
from pathlib import Path

import pytest

from fumibako.machine.conf import Config
from fumibako.machine.conf.schema import Settings
from fumibako.machine.daemons.dovecot import counting
from fumibako.machine.system.run import CommandFailed

pytestmark = pytest.mark.feature("B8")
TARO, HANAKO, JIRO = "taro@a.example", "hanako@a.example", "jiro@xa.example"


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Config:
    made = Config(settings=Settings(), state=tmp_path)
    made.edge.mkdir()
    monkeypatch.setattr(os, "chown", lambda *_, **__: None)
    monkeypatch.setattr(os, "fchown", lambda *_, **__: None)
    counting.prepare(made)
    with contextlib.closing(sqlite3.connect(made.edge / "accounts.sqlite3")) as database:
        database.execute("CREATE TABLE served (address TEXT)")
        database.executemany("INSERT INTO served VALUES (?)", [(TARO,), (HANAKO,), (JIRO,)])
        database.commit()
    return made


def dovecot_says(config: Config, address: str, number: int) -> None:
    with sqlite3.connect(counting.table(config)) as database:
        database.execute(counting._SET, (address, number))


def test_what_dovecot_told_is_added_up_by_domain_and_others_are_asked_about_once(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(counting, "count_some", lambda config, some: asked.extend(some) or dict.fromkeys(some, 1024))
    dovecot_says(config, TARO, 5000)
    dovecot_says(config, "gone@a.example", 9000)
    assert counting.bytes_of_domains(config).bytes == {"a.example": 6024, "xa.example": 1024}
    assert counting.bytes_of_each(config, "a.example") == {TARO: 5000, HANAKO: 1024}
    assert sorted(asked) == [HANAKO, JIRO]
    counting.forget(config, TARO)
    assert counting.bytes_of_each(config, "a.example")[TARO] == 1024
    assert asked[2:] == [TARO]


def test_a_mailbox_that_is_not_counted_makes_its_domain_uncounted_and_no_other(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    def count(config: Config, some: list[str]) -> dict[str, int]:
        if HANAKO in some:
            raise CommandFailed("its index is broken")
        return dict.fromkeys(some, 1024)

    monkeypatch.setattr(counting, "count_some", count)
    dovecot_says(config, TARO, 5000)
    assert counting.bytes_of_domains(config).uncounted >= {"a.example"}
    for _ in range(100):  # one at a time, by chance
        sums = counting.bytes_of_domains(config)
        if "xa.example" not in sums.uncounted:
            break
    assert sums == counting.DomainSums({"a.example": 5000, "xa.example": 1024}, frozenset({"a.example"}))


def test_a_count_puts_right_what_is_wrong_and_nothing_else(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    for address, number in ((TARO, 5000), (HANAKO, 7000), (JIRO, 1)):
        dovecot_says(config, address, number)
    monkeypatch.setattr(counting, "count_each", lambda config, domain: {TARO: 5120, HANAKO: 2048})
    assert counting.recount(config, "a.example") == 1
    assert counting.bytes_of_each(config) == {TARO: 5000, HANAKO: 2048, JIRO: 1}


def test_a_table_that_is_away_is_not_taken_for_an_empty_one(config: Config) -> None:
    counting.table(config).unlink()
    with pytest.raises(CommandFailed):
        counting.bytes_of_domains(config)
    counting.prepare(config)
    (config.edge / "accounts.sqlite3").unlink()
    with pytest.raises(CommandFailed):
        counting.bytes_of_domains(config)

"""Where logins may come from (A7): who is logged out by a stricter rule, and a table that cannot be read."""

import sqlite3
from pathlib import Path
from threading import RLock
from types import SimpleNamespace
from typing import Any

import pytest

from fumibako.machine.conf import Config
from fumibako.machine.conf.schema import Settings
from fumibako.machine.daemons.guardd.verbs import login_place
from fumibako.machine.daemons.tables import login_places
from fumibako.machine.daemons.tables.login_places import LoginPlacesTables, PlacesUnknown, places_of
from fumibako.machine.state import Aspect, Scope, State
from fumibako.machine.state.mail.login_places import LoginPlaces, Places

pytestmark = pytest.mark.feature("A7")
DOMAIN, TARO = "a.example", "taro@a.example"
OFFICE, HOME = "203.0.113.0/24", "198.51.100.7"


class Box:
    def __init__(self, config: Config) -> None:
        self.config, self.table = config, LoginPlacesTables()
        self.ended: list[str] = []

    def set(self, key: str, programs: str = "", *networks: str, web: str = "anywhere") -> list[str]:
        """programs: "" for no rule. Whose sessions that ends."""
        scope = Scope(Aspect.ACCOUNT if "@" in key else Aspect.DOMAIN, key)
        wishes = (
            (LoginPlaces(key=key, web=Places(web), programs=Places(programs), networks=networks),) if programs else ()
        )
        self.ended.clear()
        self.table.write(self.config, {scope: self.table.rows(State(scope=scope, wishes=wishes))})
        return list(self.ended)


@pytest.fixture
def box(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Box:
    config = Config(settings=Settings(), state=tmp_path)
    config.edge.mkdir(parents=True)
    made = Box(config)
    monkeypatch.setattr(login_places.files, "write", lambda path, content, **_: path.write_bytes(content))
    monkeypatch.setattr(login_places, "note_endings", lambda config, masks: made.ended.extend(masks))
    monkeypatch.setattr(login_places, "end_noted", lambda config: made.ended.append("now"))
    return made


def test_programs_are_logged_out_when_their_rule_gets_stricter_and_only_then(box: Box) -> None:
    assert box.set(DOMAIN, "anywhere", web="listed") == []
    assert box.set(DOMAIN, "japan", HOME) == [f"*@{DOMAIN}", "now"]
    assert box.set(DOMAIN, "japan", HOME) == []
    assert box.set(DOMAIN, "japan", HOME, OFFICE) == []
    assert box.set(DOMAIN, "listed", HOME, OFFICE) == [f"*@{DOMAIN}", "now"]
    assert box.set(DOMAIN, "listed", OFFICE) == [f"*@{DOMAIN}", "now"]
    assert box.set(DOMAIN, "japan", OFFICE) == []
    assert box.set(DOMAIN) == []


def test_an_accounts_own_rule_is_compared_with_the_domains(box: Box) -> None:
    box.set(DOMAIN, "japan")
    assert box.set(TARO, "anywhere") == []
    assert box.set(TARO) == [TARO, "now"]
    assert box.set(TARO, "listed", OFFICE) == [TARO, "now"]
    assert box.set(TARO) == [TARO, "now"]  # the office may be abroad


def test_a_table_that_is_away_damaged_locked_or_not_filled_tells_nothing(box: Box) -> None:
    with pytest.raises(PlacesUnknown):
        places_of(box.config, TARO)
    box.set(DOMAIN, "japan")
    with pytest.raises(PlacesUnknown):
        places_of(box.config, TARO)
    box.table.complete(box.config, box.table.filling(box.config))
    assert places_of(box.config, TARO) == LoginPlaces(key=DOMAIN, programs=Places.JAPAN)
    assert places_of(box.config, "jiro@b.example") is None
    with sqlite3.connect(box.config.edge / "login_places.sqlite3", isolation_level=None) as writer:
        writer.execute("BEGIN EXCLUSIVE")
        with pytest.raises(PlacesUnknown):
            places_of(box.config, TARO)
        writer.execute("ROLLBACK")
    (box.config.edge / "login_places.sqlite3").write_bytes(b"nonsense" * 1000)
    with pytest.raises(PlacesUnknown):
        places_of(box.config, TARO)
    assert places_of(box.config, "operator:desk") is None


def looked_up(box: Box, remote: str) -> bool:
    """What root says where guardd is down."""
    context: Any = SimpleNamespace(config=box.config, lock=RLock())
    return login_place(context, {"login": TARO.upper(), "remote": remote})["is_allowed"] is True


def test_where_guardd_is_down_the_rule_holds_for_the_web(box: Box) -> None:
    box.set(DOMAIN, "anywhere", OFFICE, web="listed")
    box.table.complete(box.config, ["login_places"])
    assert looked_up(box, "203.0.113.9")
    assert not looked_up(box, "8.8.8.8")
    assert looked_up(box, "127.0.0.1")
    box.set(DOMAIN, "japan", OFFICE)
    assert looked_up(box, "8.8.8.8")  # of programs, not of the web


def test_where_guardd_is_down_and_the_rule_cannot_be_read_nobody_comes_in(box: Box) -> None:
    assert not looked_up(box, "203.0.113.9")

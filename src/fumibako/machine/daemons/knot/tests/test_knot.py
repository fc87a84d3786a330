"""A zone's own part of the configuration is checked before it is live, and what is refused as a whole is seen (D9)."""

from pathlib import Path

import pytest

from fumibako.machine.conf import Config
from fumibako.machine.conf.schema import Settings
from fumibako.machine.daemons.knot import render, service
from fumibako.machine.provision.service import Diff, Rejected
from fumibako.machine.state import Aspect, Scope, State
from fumibako.machine.state.web.zone import Zone, ZoneRecord
from fumibako.machine.system.run import CommandRefused

pytestmark = pytest.mark.feature("D9")
SCOPE = Scope(Aspect.ZONE, "sample.example")
ZONE = Zone(
    domain="sample.example",
    primary="ns1.provider.example",
    contact="hostmaster.provider.example",
    serial=1,
    records=(ZoneRecord("@", "NS", 3600, "ns1.provider.example."),),
    is_signed=True,
    secondaries=("192.0.2.53",),
)


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return Config(Settings(), tmp_path)


def staged(config: Config, of_zone: str = "") -> Path:
    directory = config.state / "staged"
    directory.mkdir()
    for name, file in render.zone(State(scope=SCOPE, wishes=(ZONE,))).items():
        (directory / name).write_bytes(file.content)
    if of_zone:
        (directory / "knot.conf").write_text(of_zone)
    return directory


def test_a_zones_own_part_is_taken_as_it_is_rendered(config: Config) -> None:
    service.Knot().check(config, staged(config), SCOPE)


@pytest.mark.parametrize("part", ['zone:\n  - domain: "sample.example"\n    acl: "nobodys"\n', "zone:\n  - domain"])
def test_a_zones_own_part_that_knot_refuses_never_goes_live(config: Config, part: str) -> None:
    with pytest.raises(Rejected, match="config, file"):
        service.Knot().check(config, staged(config, part), SCOPE)


def test_what_the_whole_shows_to_be_wrong_is_a_warning_until_it_is_accepted(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    config.home("knot").mkdir(parents=True)
    said = {"reload": "error: (not exists)", "conf-check": "error: config, file '/x/knot.conf', line 3, item 'acl'"}

    def run(command: tuple[str, ...]) -> None:
        if command[-1] in said:
            raise CommandRefused(said[command[-1]])

    monkeypatch.setattr(service, "run", run)
    noted, diff = config.home("knot") / "refused", Diff(changed=frozenset({"knot.conf"}))
    service.Knot().reload(config, diff, SCOPE)
    assert noted.read_text() == "config, file '/x/knot.conf', line 3, item 'acl'\n"
    said.clear()
    service.Knot().reload(config, diff, SCOPE)
    assert not noted.exists()

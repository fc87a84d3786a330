"""Country data: read, kept, replaced; whatever comes instead of it, the old one goes on (case 130)."""

import os
from datetime import date
from pathlib import Path

import pytest

from fumibako.machine.conf import Config
from fumibako.machine.conf.schema import Settings
from fumibako.machine.daemons.countries import control
from fumibako.machine.formats.delegated import NotDelegated, networks_of

pytestmark = pytest.mark.feature("A7")
HEAD = "2|apnic|20261127|{}|19830613|20261126|+1000\n"
RECORDS = (
    "apnic|*|ipv4|*|3|summary\n"
    "apnic|AU|ipv4|1.0.0.0|256|20110811|assigned|A91872ED\n"
    "apnic|JP|ipv4|1.0.16.0|4096|20110412|allocated|A92D9378\n"
    "apnic|JP|ipv4|1.0.32.0|768|20110412|allocated|A92D9378\n"
    "apnic|JP|ipv6|2001:200::|32|19990813|allocated|A9\n"
)


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return Config(Settings(), tmp_path)


def serve(tmp_path: Path, text: str) -> str:
    (tmp_path / "delegated").write_text(text)
    return (tmp_path / "delegated").as_uri()


def test_networks_of_a_country_are_merged_also_where_their_size_is_no_power_of_two() -> None:
    found = networks_of((HEAD.format(4) + RECORDS).splitlines(), "JP")
    assert list(map(str, found)) == ["1.0.16.0/20", "1.0.32.0/23", "1.0.34.0/24", "2001:200::/32"]


@pytest.mark.parametrize("text", ["", "<html>\n", HEAD.format(5) + RECORDS, HEAD.format(4) + RECORDS[:-80]])
def test_case_130_a_cut_file_is_none(text: str) -> None:
    with pytest.raises(NotDelegated):
        networks_of(text.splitlines(), "JP")


def test_the_data_that_came_along_knows_japan(config: Config) -> None:
    for address in ("133.5.1.1", "202.12.30.1", "2001:200::1", "::ffff:133.5.1.1", "192.168.1.4", "fd00::1"):
        assert control.is_in_japan(config, address), address
    for address in ("8.8.8.8", "2001:4860:4860::8888", "127.0.0.9", "", "nonsense", "203.0.113.9"):
        assert not control.is_in_japan(config, address), address
    assert control.made_on(config) < date.today()


def test_case_130_what_is_fetched_takes_its_place_and_what_is_nonsense_does_not(
    config: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(control.NotFetched):
        control.update(config, serve(tmp_path, HEAD.format(4) + RECORDS))
    monkeypatch.setattr(control, "FEWEST_NETWORKS", 3)
    control.update(config, serve(tmp_path, HEAD.format(4) + RECORDS))
    assert len(control.networks(config)) == 4 and not control.is_in_japan(config, "133.5.1.1")
    for text in ("", HEAD.format(5) + RECORDS):
        with pytest.raises(control.NotFetched):
            control.update(config, serve(tmp_path, text))
    assert control.made_on(config) == date.today()
    control.path(config).write_text("# 2026-11-28\nhalf a lin")
    os.utime(control.path(config), ns=(1, 1))
    assert control.is_in_japan(config, "133.5.1.1")

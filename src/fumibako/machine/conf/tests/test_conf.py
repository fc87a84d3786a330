"""fumibako.toml: what is refused, in which words, and that its documentation is the schema's."""

from pathlib import Path

import pytest

from fumibako.machine.conf import BadConfiguration, load
from fumibako.machine.conf.arguments import box_arguments, config_of
from fumibako.machine.conf.describe import describe

REPOSITORY = Path(__file__).parents[5]


def written(directory: Path, text: str) -> Path:
    (directory / "fumibako.toml").write_text(text)
    return directory


@pytest.fixture
def short(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("c")


def test_without_a_file_the_defaults_hold(short: Path) -> None:
    config = load(state=short)
    assert config.ports.submission == 587
    assert config.settings.database.url == "sqlite"


def test_every_port_is_the_base_plus_the_standard_number(short: Path) -> None:
    config = load(state=written(short, "[box]\nport_base = 21000\n"))
    assert (config.ports.smtp, config.ports.sieve) == (21025, 25190)


def test_a_base_on_the_command_line_wins(short: Path) -> None:
    assert load(state=written(short, "[box]\nport_base = 1\n"), port_base=2000).ports.imap == 2143


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[box]\nhostnam = 'a'\n", ":2: unknown key 'hostnam'; did you mean 'hostname'?"),
        ("[bok]\n", ":1: unknown key 'bok'; did you mean 'box'?"),
        ("[box]\n\nport_base = '25'\n", ":3: port_base must be a whole number, not '25'"),
        ("[box]\nport_base = true\n", ":2: port_base must be a whole number, not True"),
        ("[box]\nport_base = 60000\n", "box.port_base must be between 0 and 54000"),
        ('[box]\nhostname = "a\\nb"\n', ":2: hostname has a control character"),
        ("box = 3\n", ":1: box is a table"),
        ("[box\n", "line 1"),
    ],
)
def test_a_mistake_is_told_with_its_place(short: Path, text: str, words: str) -> None:
    with pytest.raises(BadConfiguration) as refusal:
        load(state=written(short, text))
    assert words in str(refusal.value)


def test_a_state_path_too_long_for_unix_sockets_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadConfiguration, match="60 bytes"):
        load(state=tmp_path / ("x" * 80))


def test_the_box_of_the_checkout_is_meant_when_none_is_named(
    short: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FUMIBAKO_STATE", str(short))
    assert config_of(()).state == short
    other = load(state=tmp_path_factory.mktemp("d"))
    assert config_of(box_arguments(other)).state == other.state


def test_a_process_that_is_told_no_box_does_not_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FUMIBAKO_STATE", raising=False)
    with pytest.raises(SystemExit):
        config_of(())


def test_the_documentation_of_the_settings_is_up_to_date() -> None:
    assert (REPOSITORY / "docs" / "configuration.md").read_text() == describe()

"""fumibako.toml: what is refused, and in which words."""

from pathlib import Path

import pytest

from fumibako.machine.conf import BadConfiguration, load
from fumibako.machine.conf.arguments import box_arguments, config_of


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


@pytest.mark.parametrize("name", ["a b", "a'b", "a;b", "a\nb", "文箱", "a%b"])
def test_a_directory_that_not_every_daemon_could_write_down_is_refused(short: Path, name: str) -> None:
    with pytest.raises(BadConfiguration, match="the path of a state directory must be"):
        load(state=short / name)


def test_a_box_lives_in_a_directory(short: Path) -> None:
    (short / "file").touch()
    with pytest.raises(BadConfiguration, match="is no directory"):
        load(state=short / "file")


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
        ("[box]\nport_base = 60000\n", ":2: port_base must be between 0 and 54000, not 60000"),
        ("[box]\nport_base = 1.5\n", ":2: port_base must be a whole number, not 1.5"),
        ("[box]\nhostname = ['a.example']\n", ":2: hostname must be a string"),
        ('[box]\nhostname = "a\\nb"\n', ":2: hostname has a control character"),
        ('[box]\nhostname = "a.example; include /etc/x"\n', ":2: hostname must be a full host name"),
        ('[box]\nlisten = "everywhere"\n', ":2: listen must be an IP address, not 'everywhere'"),
        ("[box]\nfirst_uid = 0\n", ":2: first_uid must be between 1000 and"),
        ('[box]\nsite_url = "javascript:x"\n', ":2: site_url must be https://host"),
        ('[database]\nurl = "mysql://x@y/z"\n', ":2: url must be sqlite or postgresql://user@host:port/name"),
        ('[mail]\nrelay_host = "x.example"\n', ":2: relay_host must be [host] or [host]:port"),
        ('[mail]\ntrusted_relays = "10.0.0.1/24"\n', ":2: trusted_relays must be IPv4 addresses or networks"),
        ('[mail]\nmail_store = "store"\n', ":2: mail_store must be an absolute path"),
        ("[engines]\ndownload_signatures = 'yes'\n", ":2: download_signatures must be true or false, not 'yes'"),
        ("[box]\nlisten = '::1'\n[mail]\nlisten = 'x'\n", ":4: unknown key 'listen'"),
        ("box.hostnam = 'a'\n", ":1: unknown key 'hostnam'; did you mean 'hostname'?"),
        ("box = {port_bas = 1}\n", ":1: unknown key 'port_bas'; did you mean 'port_base'?"),
        ("box = 3\n", ":1: box is a table"),
        ("[box\n", "line 1"),
    ],
)
def test_a_mistake_is_told_with_its_place(short: Path, text: str, words: str) -> None:
    with pytest.raises(BadConfiguration) as refusal:
        load(state=written(short, text))
    assert words in str(refusal.value)


def test_a_file_that_is_not_there_or_not_text_is_told(short: Path) -> None:
    with pytest.raises(BadConfiguration, match=r"away\.toml: No such file"):
        load(state=short, file=short / "away.toml")
    (short / "fumibako.toml").write_bytes(b"[box]\nhostname = '\xff'\n")
    with pytest.raises(BadConfiguration, match="utf-8"):
        load(state=short)


def test_a_base_out_of_range_on_the_command_line_is_told(short: Path) -> None:
    with pytest.raises(BadConfiguration, match="--port-base: port_base must be between 0 and 54000, not 99999"):
        load(state=short, port_base=99_999)


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

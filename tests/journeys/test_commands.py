"""The operator's commands from outside: 0 done, 2 refused with the reason on stderr, nothing half done (B1, E1)."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.clients import MailPrograms, Person, until
from tests.journeys.office import SOURCE, Office

pytestmark = [pytest.mark.box, pytest.mark.feature("B1", "E1")]
PASSWORD = "Kaban-to-kasa-77"


def fumibako(
    *words: str | bytes, state: Path | None = None, given: bytes = b"", language: str = "C.UTF-8"
) -> "subprocess.CompletedProcess[str]":
    where = ("--state", str(state)) if state else ()
    done = subprocess.run(
        (sys.executable, "-m", "fumibako.cli", *words, *where),
        input=given,
        capture_output=True,
        timeout=300,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(SOURCE), "LANG": language},
    )
    out, error = (text.decode(errors="replace") for text in (done.stdout, done.stderr))
    return subprocess.CompletedProcess(done.args, done.returncode, out, error)


def is_refused(done: "subprocess.CompletedProcess[str]", words: str) -> bool:
    assert "Traceback" not in done.stderr, done.stderr
    assert (done.returncode, done.stdout) == (2, ""), done
    assert words in done.stderr, done.stderr
    return True


def is_refused_on_a_terminal(*words: str, state: Path, typed: str) -> bool:
    """Somebody who is asked, and thinks better of it."""
    ours, theirs = os.openpty()
    os.write(ours, typed.encode())
    try:
        done = subprocess.run(
            (sys.executable, "-m", "fumibako.cli", *words, "--state", str(state)),
            stdin=theirs,
            capture_output=True,
            text=True,
            timeout=60,
            env={"PATH": os.environ["PATH"], "PYTHONPATH": str(SOURCE)},
        )
    finally:
        os.close(ours)
        os.close(theirs)
    assert (done.returncode, done.stdout) == (2, ""), done
    return "Type “yes” to go on" in done.stderr and "Nothing was changed" in done.stderr


@pytest.fixture
def state(office: Office) -> Path:
    return office.config.state


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("{user}", "is already in use"),
        ("taro@nobodys.example", "nobodys.example is not a domain of this service"),
        ("taro", "is not a mail address: it has no @"),
        ("taro@example", "has no valid domain after the @"),
        ("../x@{domain}", "cannot be used before the @"),
        ("$(id)@{domain}", "cannot be used before the @"),
        ("a b@{domain}", "cannot be used before the @"),
        ("a\nb@{domain}", "contains a character that is not allowed"),
        ("", "Enter an address"),
        ("postmaster@{domain}", "is a reserved name"),
        ("x" * 65 + "@{domain}", "cannot be used before the @"),
    ],
)
def test_case_003_an_address_is_refused_in_words(state: Path, demo: dict[str, Any], address: str, words: str) -> None:
    address = address.format(user=demo["users"][0]["address"], domain=demo["domain"])
    for more in ((), ("--json",)):
        assert is_refused(fumibako("account", "add", address, *more, state=state), words)


def test_case_003_an_address_that_begins_like_an_option_is_none(state: Path, demo: dict[str, Any]) -> None:
    done = fumibako("account", "add", f"--state={state}", "--", f"--help@{demo['domain']}")
    assert is_refused(done, "cannot be used before the @")


@pytest.mark.parametrize("action", ["show", "change", "set-password", "suspend", "resume", "delete"])
@pytest.mark.parametrize("address", ["nobody@nobodys.example", "../../etc", "a/b", "", b"\xff\xfe", "%00", "鈴木"])
def test_an_account_that_is_not_there_is_refused_by_every_command(
    state: Path, action: str, address: str | bytes
) -> None:
    done = fumibako("account", action, address, state=state)
    assert done.returncode == 2 and done.stdout == "" and done.stderr.strip()
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("action", ["suspend", "resume"])
def test_a_customer_that_is_not_there_is_refused(state: Path, action: str) -> None:
    for name in ("W999999999", "nobodys.example", "' OR 1=1 --"):
        assert is_refused(fumibako("customer", action, name, state=state), "No customer has the domain or number")


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("x", "new.example", "--plan", "gold"), "There is no plan “gold”"),
        (("x", "new.example", "--plan", ""), "There is no plan"),
        (("x", "new.example", "--accounts-max", "0"), "Enter a number from 1 to"),
        (("x", "new.example", "--accounts-max", "many"), "invalid int value: 'many'"),
        (("x", "{domain}"), "is in use here already"),
        (("x", "a.example\nb.example"), "not a domain name"),
        (("x", "com"), "not a domain name"),
        (("", "new.example"), "Enter a customer name"),
        (("a\nb", "new.example"), "Enter a customer name"),
        (("x",), "required: domain"),
        (("x", "new.example", "--colour", "red"), "unrecognized arguments: --colour red"),
    ],
)
def test_case_002_a_customer_is_refused_in_words(
    state: Path, demo: dict[str, Any], words: tuple[str, ...], reason: str
) -> None:
    before = fumibako("customer", "list", "--json", state=state).stdout
    filled = [word.format(domain=demo["domain"]) for word in words]
    assert is_refused(fumibako("customer", "add", *filled, state=state), reason)
    assert fumibako("customer", "list", "--json", state=state).stdout == before


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (b"", "the first line of the input is empty"),
        (b"\n", "the first line of the input is empty"),
        (b"kurz\n", "at least 8 characters"),
        (b"k" * 129, "at most 128 characters"),
        (b"password\n", "attackers try first"),
        ("かばんとかさ七七".encode(), "half-width"),
        (b"\xff\xfe\xff\xfe\xff\xfe\xff\xfe\n", "half-width"),
        (b"Kaban\0to-kasa\n", "wrong type"),
    ],
)
def test_case_057_a_password_is_refused_in_words(state: Path, demo: dict[str, Any], given: bytes, words: str) -> None:
    user = demo["users"][0]["address"]
    for command in (("add", f"new@{demo['domain']}"), ("set-password", user)):
        assert is_refused(fumibako("account", *command, "--password-stdin", state=state, given=given), words)


@pytest.mark.feature("E6")
def test_an_operator_from_add_to_remove(state: Path, new_domain: str) -> None:
    login = new_domain.partition(".")[0]
    made = fumibako("operator", "add", login, state=state)
    assert made.returncode == 0 and made.stdout.startswith(f"{login}   ")
    assert is_refused(fumibako("operator", "add", login, state=state), "already exists")
    done = fumibako(
        "operator", "set-password", login, "--password-stdin", "--json", state=state, given=PASSWORD.encode()
    )
    assert done.returncode == 0 and PASSWORD not in done.stdout
    assert fumibako("operator", "suspend", login, state=state).stdout == f"{login}: done\n"
    assert fumibako("operator", "change", login, "--role", "support", state=state).returncode == 0
    assert f"{login} support suspended" in " ".join(fumibako("operator", "list", state=state).stdout.split())
    assert fumibako("operator", "remove", login, state=state).stdout == f"{login}: done\n"
    for action in ("set-password", "suspend", "resume"):
        assert is_refused(fumibako("operator", action, "nobody", state=state), "There is no operator “nobody”")


def test_case_072_no_command_takes_a_password_as_an_argument(state: Path, demo: dict[str, Any]) -> None:
    for words in (("add", f"new@{demo['domain']}"), ("set-password", demo["users"][0]["address"])):
        assert is_refused(fumibako("account", *words, "--password", PASSWORD, state=state), "unrecognized arguments")
        assert is_refused(fumibako("account", *words, PASSWORD, state=state), "unrecognized arguments")


def test_the_administrators_account_is_neither_suspended_nor_deleted(state: Path, demo: dict[str, Any]) -> None:
    for action in (("suspend",), ("delete", "--yes")):
        done = fumibako("account", *action, demo["administrator"]["address"], state=state)
        assert is_refused(done, "cannot be suspended or deleted")


def test_a_contract_that_is_full_refuses_in_words_and_in_the_terminals_language(
    state: Path, office: Office, new_domain: str
) -> None:
    made = fumibako("customer", "add", "株式会社満杯", new_domain, "--accounts-max", "2", "--json", state=state)
    assert made.returncode == 0, made.stderr
    assert json.loads(made.stdout)["publication"] == "live"
    first = fumibako("account", "add", f"taro@{new_domain}", state=state)
    assert first.returncode == 0 and first.stderr == ""
    assert first.stdout.startswith(f"taro@{new_domain}   ")
    done = fumibako("account", "add", f"jiro@{new_domain}", state=state)
    assert is_refused(done, "All 2 mail accounts of the contract are in use")
    done = fumibako("account", "add", f"jiro@{new_domain}", state=state, language="ja_JP.UTF-8")
    assert is_refused(done, "2")
    assert any("\u3040" <= character <= "\u9fff" for character in done.stderr)
    office.suspend_customer(new_domain)


def test_an_account_from_add_to_delete(
    state: Path, programs: MailPrograms, demo: dict[str, Any], new_domain: str
) -> None:
    address = f"{new_domain.partition('.')[0]}@{demo['domain']}"

    def told(*words: str, given: bytes = b"") -> dict[str, Any]:
        done = fumibako("account", *words, "--json", state=state, given=given)
        assert (done.returncode, done.stderr) == (0, ""), done
        answer: dict[str, Any] = json.loads(done.stdout)
        assert answer["address"] == address and answer["publication"] == "live"
        return answer

    made = told("add", address, "--display-name", "山田 太郎", "--quota-megabytes", "20")
    assert (made["display_name"], made["quota_bytes"]) == ("山田 太郎", 20 << 20)
    assert programs.logs_in(Person(address, made["password"]))
    told("set-password", address, "--password-stdin", given=f"{PASSWORD}\nsecond line\n".encode())
    assert programs.logs_in(Person(address, PASSWORD))
    assert told("suspend", address)["is_suspended"]
    assert not programs.logs_in(Person(address, PASSWORD))
    assert not told("resume", address)["is_suspended"]
    until(lambda: programs.logs_in(Person(address, PASSWORD)), 10)
    listed = fumibako("account", "list", "--domain", demo["domain"], "--json", state=state)
    assert address in [account["address"] for account in json.loads(listed.stdout)]
    changed = told("change", address, "--display-name", "山田", "--quota-megabytes", "30")
    assert (changed["display_name"], changed["quota_bytes"]) == ("山田", 30 << 20)
    shown = fumibako("account", "show", address, state=state)
    assert (shown.returncode, "山田" in shown.stdout, "30 MB" in shown.stdout) == (0, True, True)
    told("forwarding", address, "--to", demo["users"][0]["address"])
    forwards = fumibako("account", "forwarding", address, state=state)
    assert forwards.stdout == f"{address}: on, with a copy\n    {demo['users'][0]['address']}\n"
    assert is_refused(fumibako("account", "forwarding", address, "--to", address, state=state), "come back")
    told("forwarding", address, "--off")
    assert is_refused(fumibako("account", "delete", address, state=state), "add --yes")
    assert is_refused_on_a_terminal("account", "delete", address, state=state, typed="no\n")
    assert programs.logs_in(Person(address, PASSWORD))
    told("delete", address, "--yes")
    assert is_refused(fumibako("account", "delete", address, state=state), "There is no account")


def test_a_list_of_a_domain_that_is_not_there_is_refused(state: Path) -> None:
    done = fumibako("account", "list", "--domain", "nobodys.example", state=state)
    assert is_refused(done, "is not a domain of this service")

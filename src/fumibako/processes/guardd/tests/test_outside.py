"""Mail programs and recipients outside: what Postfix is told at RCPT."""

import asyncio
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from fumibako.machine.conf import Config, load
from fumibako.machine.formats.sending_guard import write_guard
from fumibako.machine.state import SendingGuard
from fumibako.processes.guardd.outside import APPROVAL, APPROVAL_OF_NAME, GO_ON, LATER, WEBMAIL, Outside
from fumibako.processes.guardd.sending import serving

pytestmark = pytest.mark.feature("B13")
KAKU, SATO, BUCHO = "kaku@sample.example", "sato@sample.example", "bucho@sample.example"
COLLEAGUE, STRANGER, OTHER = "x@sub.sample.example", "y@out.example", "z@other.example"
GUARD = SendingGuard(customer="W000000001", approved=(KAKU,), copy_to=BUCHO)


@pytest.fixture
def config() -> Iterator[Config]:
    with tempfile.TemporaryDirectory(prefix="fb-outside-", dir="/tmp") as state:
        made = load(state=Path(state))
        made.home("guardd").mkdir(parents=True)
        say(made, "sample.example", GUARD)
        say(made, "sub.sample.example", SendingGuard(customer="W000000001"))
        say(made, "other.example", SendingGuard(customer="W000000002"))
        yield made


def say(config: Config, domain: str, guard: SendingGuard) -> None:
    live = config.live_scope("filterd", domain)
    live.mkdir(parents=True, exist_ok=True)
    (live / "guard.json").write_bytes(write_guard(guard))


def told(config: Config, login: str, recipient: str, method: str = "PLAIN", sender: str = "") -> str:
    asked = {"sasl_username": login, "sasl_method": method, "recipient": recipient, "protocol_state": "RCPT"}
    return Outside(config).action({**asked, "sender": sender or login})


@pytest.mark.parametrize("recipient", [STRANGER, OTHER, "y@OUT.example", "x@[192.0.2.1]", "x@..", "x"])
def test_whose_mail_needs_approval_goes_outside_from_the_webmail_only(config: Config, recipient: str) -> None:
    assert told(config, KAKU, recipient) == APPROVAL
    assert told(config, KAKU.upper(), recipient, "LOGIN") == APPROVAL
    assert told(config, KAKU, recipient, "OAUTHBEARER") == GO_ON


INFO = "info@sub.sample.example"


@pytest.mark.parametrize("sender", [INFO, INFO.upper(), "info+x@sub.sample.example"])
def test_who_writes_in_the_name_of_a_mailbox_is_bound_by_its_rule(config: Config, sender: str) -> None:
    deciding = ((INFO, BUCHO),)
    say(config, "sub.sample.example", SendingGuard(customer="W000000001", approved=(INFO,), deciding=deciding))
    assert told(config, SATO, STRANGER, sender=sender) == APPROVAL_OF_NAME
    assert told(config, SATO, STRANGER) == f"BCC {BUCHO}"  # in their own
    assert told(config, SATO, COLLEAGUE, sender=sender) == GO_ON
    assert told(config, SATO, STRANGER, "OAUTHBEARER", sender) == GO_ON  # the webmail asks by itself
    # Who decides about its mail sends in its name, and what binds them otherwise still does.
    assert told(config, BUCHO, STRANGER, sender=sender) == f"BCC {BUCHO}"
    assert told(config, KAKU, STRANGER, sender=sender) == APPROVAL


def test_a_mailbox_whose_rules_cannot_be_read_is_written_for_later(config: Config) -> None:
    (config.live_scope("filterd", "sub.sample.example") / "guard.json").write_bytes(b"{")
    assert told(config, SATO, STRANGER, sender=INFO) == LATER


def test_a_file_from_before_is_read(config: Config) -> None:
    path = config.live_scope("filterd", "sample.example") / "guard.json"
    before = {name: value for name, value in json.loads(path.read_text()).items() if name != "deciding"}
    path.write_text(json.dumps(before))
    assert told(config, KAKU, STRANGER) == APPROVAL


def test_within_the_company_anybody_writes_with_anything(config: Config) -> None:
    say(config, "sample.example", SendingGuard(customer="W000000001", approved=(KAKU,), is_webmail_only=True))
    assert [told(config, who, COLLEAGUE) for who in (KAKU, SATO)] == [GO_ON, GO_ON]


def test_everybodys_mail_to_outside_may_be_for_the_webmail_only(config: Config) -> None:
    say(config, "sample.example", SendingGuard(customer="W000000001", is_webmail_only=True))
    assert (told(config, SATO, STRANGER), told(config, SATO, STRANGER, "XOAUTH2")) == (WEBMAIL, GO_ON)


def test_others_mail_is_copied(config: Config) -> None:
    assert (told(config, SATO, STRANGER), told(config, SATO, COLLEAGUE)) == (f"BCC {BUCHO}", GO_ON)
    assert told(config, OTHER, STRANGER) == GO_ON


@pytest.mark.parametrize("copy_to", ["", "a b@sample.example", "a@b\nDUNNO"])
def test_a_copy_for_no_address_is_none(config: Config, copy_to: str) -> None:
    say(config, "sample.example", SendingGuard(customer="W000000001", copy_to=copy_to))
    assert told(config, SATO, STRANGER) == GO_ON


def test_rules_that_cannot_be_read_are_not_gone_round(config: Config) -> None:
    (config.live_scope("filterd", "sample.example") / "guard.json").write_bytes(b"{")
    assert told(config, KAKU, STRANGER) == LATER


@pytest.mark.parametrize("login", ["kaku/x@sample.example", "鈴木@sample.example", "kaku"])
def test_a_login_that_is_no_address_of_ours_does_not_go_round_them_either(config: Config, login: str) -> None:
    assert (told(config, login, STRANGER), told(config, login, STRANGER, "XOAUTH2")) == (LATER, GO_ON)


def test_a_domain_without_rules_has_none(config: Config) -> None:
    assert told(config, "a@nothing.example", STRANGER) == GO_ON
    assert told(config, "", STRANGER) == GO_ON


def test_a_mail_is_copied_once(config: Config) -> None:
    async def answers() -> list[str]:
        server = await asyncio.start_unix_server(
            serving(lambda writer: True, lambda asked: GO_ON, Outside(config)),
            path := str(config.state / "s"),
        )
        reader, writer = await asyncio.open_unix_connection(path)
        found = []
        for instance in ("1", "1", "2"):
            fields = ("protocol_state=RCPT", f"sasl_username={SATO}", f"recipient={STRANGER}", f"instance={instance}")
            writer.write(("\n".join(fields) + "\n\n").encode())
            found.append((await reader.readuntil(b"\n\n")).decode().strip())
        writer.close()
        server.close()
        return found

    copy = f"action=BCC {BUCHO}"
    assert asyncio.run(answers()) == [copy, f"action={GO_ON}", copy]

"""What each account holds, for programs (B4): one question to Dovecot, and “unknown” is not 0."""

from collections.abc import Callable
from typing import Any

import pytest

from fumibako.machine.daemons.dovecot.control import Mailboxes, Usage
from fumibako.machine.provision.client import AgentDown
from tests.contracts.conftest import empty_cache, ours, program
from tests.contracts.people import Office

__all__ = ["empty_cache", "ours", "program"]

pytestmark = [pytest.mark.django_db, pytest.mark.feature("B4")]


def test_mails_and_the_spam_folder_are_told_of_every_account_by_one_question(
    program: Callable[..., Any], ours: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    suzuki, asked = ours.user.mailbox.address, []

    def usage_of_each(self: Mailboxes, domain: str) -> dict[str, Usage]:
        asked.append(domain)
        return {suzuki: Usage(messages=7, bytes=5 << 20, unseen=1, spam_bytes=3 << 20)}

    monkeypatch.setattr(Mailboxes, "usage_of_each", usage_of_each)
    monkeypatch.setattr(Mailboxes, "bytes_of_each", lambda self, domain: {suzuki: 5 << 20})
    told = program("GET", f"domains/{ours.made.domain.name}/usage").json()
    numbers = {each["address"]: (each["messages"], each["bytes"], each["spam_bytes"]) for each in told}
    assert numbers.pop(suzuki) == (7, 5 << 20, 3 << 20)
    # One that Dovecot could not read is not empty.
    assert numbers and set(numbers.values()) == {(None, 0, None)}
    assert asked == [ours.made.domain.name]


def test_what_dovecot_cannot_say_is_null_and_not_nothing(
    program: Callable[..., Any], ours: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise AgentDown

    monkeypatch.setattr(Mailboxes, "usage_of_each", away)
    monkeypatch.setattr(Mailboxes, "bytes_of_each", away)
    told = program("GET", f"domains/{ours.made.domain.name}/usage").json()
    assert told and {(each["messages"], each["bytes"], each["spam_bytes"]) for each in told} == {(None, None, None)}

"""Shared mailboxes by the JSON API."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.contracts.conftest import empty_cache, ours, program
from tests.contracts.people import Office, make

__all__ = ["empty_cache", "ours", "program"]

pytestmark = [pytest.mark.django_db, pytest.mark.feature("B16")]


def test_a_program_shares_a_mailbox_changes_it_and_ends_it(program: Callable[..., Any], ours: Office) -> None:
    domain, suzuki = ours.made.domain.name, ours.user.mailbox.address
    info, chief = f"info@{domain}", ours.made.administrator.mailbox.address
    given = {"address": info, "display_name": "総務部", "read": [suzuki], "manage": [chief]}
    made = program("POST", "shared", given).json()
    assert (made["read"], made["answer"], made["manage"]) == ([suzuki], [], [chief])
    assert program("GET", "shared").json() == [{"address": info, "read": [suzuki], "answer": [], "manage": [chief]}]
    changed = program("PUT", f"accounts/{info}/sharing", {"answer": [suzuki]}).json()
    assert (changed["read"], changed["answer"], changed["manage"]) == ([], [suzuki], [])
    assert program("DELETE", f"accounts/{info}/sharing").json()["answer"] == []
    assert program("GET", "shared").json() == [] and program("GET", f"accounts/{info}").status_code == 200


def test_a_refusal_says_why(program: Callable[..., Any], ours: Office) -> None:
    make("株式会社あちら", "theirs.example")
    for members, code in (({}, "no_members"), ({"read": ["administrator@theirs.example"]}, "no_such_member")):
        answer = program("PUT", f"accounts/{ours.user.mailbox.address}/sharing", members)
        assert (answer.status_code, answer.json()["error"]["code"]) == (422, code)

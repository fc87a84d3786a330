"""What is told of a mail that waits: bounded, and found by any address."""

import pytest

from fumibako.machine.daemons.postfix.control import WaitingMail
from fumibako.machine.daemons.postfix.verbs import _searched, _waiting_mail

pytestmark = pytest.mark.feature("E6")
LISTED = {
    "queue_id": "4hTfQk2Vd7z1vLB",
    "queue_name": "deferred",
    "arrival_time": 1,
    "message_size": 2,
    "sender": "A@x.example",
    "recipients": [{"address": f"{n}@x.example", "delay_reason": str(n) * 600} for n in range(9)],
}


def test_a_long_list_of_recipients_and_reasons_is_cut() -> None:
    shown = WaitingMail(**_waiting_mail(LISTED))
    assert (len(shown.recipients), shown.others, [len(one) for one in shown.reasons]) == (5, 4, [500] * 3)


def test_a_reason_of_several_recipients_is_told_once() -> None:
    same = [{"address": f"{n}@x.example", "delay_reason": "timed out"} for n in range(3)]
    assert _waiting_mail({**LISTED, "recipients": [*same, {"address": "new@x.example"}]})["reasons"] == ["timed out"]


def test_a_mail_is_found_by_each_of_its_addresses_in_any_case() -> None:
    assert all(text in _searched(LISTED) for text in ("a@x.example", "8@x.example", "4htfqk2vd7z1vlb"))

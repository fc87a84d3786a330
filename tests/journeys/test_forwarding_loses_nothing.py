"""C3: every mail is forwarded, whatever its sender and Message-ID, and its bounce finds back."""

from collections.abc import Callable

import pytest

from tests.journeys import mails
from tests.journeys.clients import MailPrograms, Person
from tests.journeys.mails import Mail
from tests.journeys.sink import Sink

pytestmark = [pytest.mark.box, pytest.mark.feature("C3")]
OUTSIDER = "hanako@out.example"
ELSEWHERE = "ichiro@elsewhere.example"


def test_two_mails_with_one_message_id_are_both_forwarded(
    programs: MailPrograms, suzuki: Person, outside: Sink, forwards: Callable[..., None]
) -> None:
    forwards(suzuki, ELSEWHERE, keeps_copy=False)
    first = mails.plain(OUTSIDER, suzuki.address)
    second = Mail("second", first.content.replace(b"Hello", b"Another"))
    for mail in (first, second):
        programs.deliver(mail, OUTSIDER, suzuki.address)
    taken = outside.wait_for(first.message_id, 2)
    assert [b"Another" in mail.content for mail in taken].count(True) == 1
    assert programs.all_in(suzuki) == []

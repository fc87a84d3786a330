"""Limits, and accounts that guardd has paused."""

import email
from email import policy

import pytest

from fumibako.chapters.console.customers.services import add_customer
from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.accounts.services import add_account
from fumibako.chapters.mail.sending_limits import asking, errors, queries, services
from fumibako.chapters.mail.sending_limits.snapshot import limits_of
from fumibako.groundwork.audit.actor import SYSTEM
from fumibako.groundwork.notices.models import OutgoingNotice
from fumibako.machine.daemons.guardd.control import Paused
from fumibako.machine.state import Limit

pytestmark = [pytest.mark.feature("B13"), pytest.mark.django_db]
NAME = "sample.example"


@pytest.fixture
def suzuki() -> Mailbox:
    domain = add_customer(actor=SYSTEM, name="株式会社サンプル", domain=NAME).domain
    return add_account(actor=SYSTEM, domain=domain, local_part="suzuki").mailbox


def test_an_account_has_the_domains_limit_or_its_own(suzuki: Mailbox) -> None:
    services.set_common_limit(actor=SYSTEM, domain=suzuki.domain, per_hour=50, per_day=60)
    services.set_own_limit(actor=SYSTEM, mailbox=suzuki, limit=(2000, 9000))
    limits = limits_of(NAME)
    assert limits is not None
    assert limits.of(suzuki.address) == Limit(per_hour=2000, per_day=9000)
    assert limits.of(f"sato@{NAME}") == Limit(per_hour=50, per_day=60)
    services.set_own_limit(actor=SYSTEM, mailbox=suzuki, limit=None)
    assert queries.own_limit(suzuki) is None


@pytest.mark.parametrize(
    ("hour", "day", "field"),
    [
        (9, 100, "per_hour"),
        (0, 0, "per_hour"),
        (1_000_001, 1_000_001, "per_hour"),
        (100, 99, "per_day"),
        (100, 1_000_001, "per_day"),
    ],
)
def test_a_limit_makes_sense_and_the_wrong_number_is_named(suzuki: Mailbox, hour: int, day: int, field: str) -> None:
    with pytest.raises(errors.BadLimit) as refused:
        services.set_common_limit(actor=SYSTEM, domain=suzuki.domain, per_hour=hour, per_day=day)
    assert refused.value.field == field


def test_a_pause_is_told_once(suzuki: Mailbox) -> None:
    paused = [Paused(suzuki.address, 1_800_000_000.0, 1001, 1200), Paused(f"gone@{NAME}", 1.0, 1, 1)]
    assert services.note_pauses(actor=SYSTEM, paused=paused) == 1
    assert services.note_pauses(actor=SYSTEM, paused=paused) == 0
    (notice,) = OutgoingNotice.objects.filter(key="sending_paused")
    assert notice.recipient == f"administrator@{NAME}"
    assert [pause.mailbox for pause in queries.pauses_of(suzuki.domain.customer)] == [suzuki]


def test_the_mail_names_the_hour_of_its_readers_clock(suzuki: Mailbox) -> None:
    """Times are kept in UTC."""
    services.note_pauses(actor=SYSTEM, paused=[Paused(suzuki.address, 1_800_000_000.0, 1001, 1200)])
    mail = email.message_from_string(OutgoingNotice.objects.get(key="sending_paused").content, policy=policy.SMTP)
    text = mail.get_content()
    assert "2027年1月15日（金）17:00" in text and "15 January 2027, 17:00 JST" in text


def test_without_guardd_nobody_is_released(suzuki: Mailbox) -> None:
    services.note_pauses(actor=SYSTEM, paused=[Paused(suzuki.address, 1_800_000_000.0, 1001, 1200)])
    with pytest.raises(errors.CannotRelease):
        asking.release(actor=SYSTEM, mailbox=suzuki)
    assert queries.pause_of(suzuki)

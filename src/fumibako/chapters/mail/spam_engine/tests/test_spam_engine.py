"""Which accounts the second spam engine judges for (B10)."""

import pytest

from fumibako.chapters.contract.options.models import State
from fumibako.chapters.mail.accounts.snapshot import domain_of
from fumibako.chapters.mail.spam_engine import errors, queries, services
from fumibako.groundwork.publish.models import Publication
from fumibako.machine.formats.filter_policy import FilterPolicy, read_policy, write_policy
from fumibako.machine.state import MailDomain, SpamPolicy
from tests.contracts.conftest import empty_cache, ours, theirs
from tests.contracts.declared import PERSON
from tests.contracts.people import Office

from .contract import ordered

__all__ = ["empty_cache", "ours", "theirs"]

pytestmark = [pytest.mark.feature("B10")]


def judged(office: Office) -> tuple[str, ...]:
    wish = domain_of(office.made.domain.name)
    assert wish
    return wish.spam.second_for


@pytest.mark.django_db
def test_chosen_accounts_are_judged_by_it_while_the_option_is_in_use(ours: Office) -> None:
    address = ours.user.mailbox.address
    order = ordered(ours, 5)
    assert services.choose_accounts(actor=PERSON, domain=ours.made.domain, addresses=[address]) == 1
    assert judged(ours) == (address,)
    order.state = State.ENDED
    order.save()
    assert judged(ours) == ()


@pytest.mark.django_db
def test_more_than_the_contract_has_are_refused_and_nothing_changes(ours: Office) -> None:
    both = [ours.user.mailbox.address, ours.made.administrator.mailbox.address]
    with pytest.raises(errors.NotInContract):
        services.choose_accounts(actor=PERSON, domain=ours.made.domain, addresses=both)
    ordered(ours, 1)
    with pytest.raises(errors.TooManyAccounts):
        services.choose_accounts(actor=PERSON, domain=ours.made.domain, addresses=both)
    assert queries.number_chosen(ours.made.domain.customer) == 0


@pytest.mark.django_db
def test_where_the_contract_shrinks_those_chosen_first_keep_it(ours: Office) -> None:
    first, second = ours.user.mailbox.address, ours.made.administrator.mailbox.address
    order = ordered(ours, 2)
    services.choose_accounts(actor=PERSON, domain=ours.made.domain, addresses=[first])
    services.choose_accounts(actor=PERSON, domain=ours.made.domain, addresses=[first, second])
    order.amount = 1
    order.save()
    assert judged(ours) == (first,)


@pytest.mark.django_db
def test_another_customers_accounts_cannot_be_chosen(ours: Office, theirs: Office) -> None:
    ordered(ours, 5)
    chosen = [theirs.user.mailbox.address]
    assert services.choose_accounts(actor=PERSON, domain=ours.made.domain, addresses=chosen) == 0
    assert queries.chosen_of(theirs.made.domain) == set()


@pytest.mark.django_db
def test_the_domain_is_published(ours: Office) -> None:
    ordered(ours, 5)
    before = Publication.objects.get(aspect="domain", key=ours.made.domain.name).wanted
    services.choose_accounts(actor=PERSON, domain=ours.made.domain, addresses=[])
    assert Publication.objects.get(aspect="domain", key=ours.made.domain.name).wanted > before


def test_the_filter_knows_whose_mail_is_meant() -> None:
    spam = SpamPolicy(second_for=("taro@example.jp",))
    policy = read_policy(write_policy(MailDomain(name="example.jp", administrator="a@example.jp", spam=spam)))
    taro, detail, other = (policy.of_recipient(f"{name}@example.jp") for name in ("Taro", "taro+x", "hanako"))
    assert taro == detail != other
    assert (taro.is_second, other.is_second, other.spam.second_for) == (True, False, ())
    assert FilterPolicy(domain="example.jp").of_recipient("a@example.jp") == FilterPolicy(domain="example.jp")

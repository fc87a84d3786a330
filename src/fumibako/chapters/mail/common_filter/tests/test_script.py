"""The common filter is one script of the domain, whoever has an account in it (B6)."""

import pytest

from fumibako.chapters.mail.common_filter import services
from fumibako.chapters.mail.common_filter.models import CommonRule
from fumibako.chapters.mail.spam_policy.services import set_filter_use
from fumibako.chapters.snapshot import state_of
from fumibako.groundwork.publish.models import Publication
from fumibako.machine.state import Aspect, Scope
from fumibako.machine.state.mail.filters import CommonFilter, WithoutCommonFilter
from tests.contracts.conftest import empty_cache, ours
from tests.contracts.declared import PERSON
from tests.contracts.people import Office

__all__ = ["empty_cache", "ours"]

pytestmark = [pytest.mark.django_db, pytest.mark.feature("B6")]
RULE = {"part": "subject", "match": "contains", "text": "至急", "action": "spam_box"}


def requested() -> dict[tuple[str, str], int]:
    return {(row.aspect, row.key): row.wanted for row in Publication.objects.all()}


def changed(before: dict[tuple[str, str], int]) -> set[tuple[str, str]]:
    return {scope for scope, wanted in requested().items() if wanted != before.get(scope, 0)}


def test_a_changed_rule_is_one_scope_however_many_accounts_there_are(ours: Office) -> None:
    domain = ours.made.domain
    assert domain.mailboxes.count() > 1
    before = requested()
    rule = services.add_common_rule(actor=PERSON, domain=domain, **RULE)
    assert changed(before) == {("domain_sieve", domain.name)}
    scope = Scope(Aspect.DOMAIN_SIEVE, domain.name)
    assert state_of(scope).wishes == (CommonFilter(rules=(rule.wish(),)),)
    services.delete_common_rule(actor=PERSON, rule=CommonRule.objects.get())
    assert state_of(scope).wishes == ()


def test_an_account_that_does_not_use_it_says_so_in_its_own_scope(ours: Office) -> None:
    mailbox = ours.user.mailbox
    scope, before = Scope(Aspect.SIEVE, mailbox.address), requested()
    assert state_of(scope).wish(WithoutCommonFilter) is None
    set_filter_use(actor=PERSON, mailbox=mailbox, common_filter=False, own_filter=True)
    assert changed(before) == {("sieve", mailbox.address)}
    assert state_of(scope).wish(WithoutCommonFilter) == WithoutCommonFilter()

"""Looking at spam settings."""

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.spam_policy.models import FilterUse, SpamPolicy
from fumibako.groundwork.tenancy.models import Domain


def policy_of(domain: Domain) -> SpamPolicy:
    """The domain's settings, or the defaults as a row that is not saved."""
    return SpamPolicy.objects.filter(domain=domain).first() or SpamPolicy(domain=domain)


def uses(address: str) -> FilterUse:
    """Which filters that mailbox uses; the defaults as a row that is not saved."""
    return FilterUse.objects.filter(mailbox__address=address).first() or FilterUse()


def use_of(mailbox: Mailbox) -> FilterUse:
    return FilterUse.objects.filter(mailbox=mailbox).first() or FilterUse(mailbox=mailbox)

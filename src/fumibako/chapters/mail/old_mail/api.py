"""What becomes of old mail, for programs (C9)."""

from fumibako.chapters.mail.accounts.api import account_here, domain_here
from fumibako.chapters.mail.old_mail import queries, services
from fumibako.groundwork.programs import Facts, Given, ProgramRequest, Text


class RetentionFacts(Facts):
    """days: after which mail of every account is deleted; null: never."""

    days: int | None


class NewRetention(Given):
    days: int | None


class StandingRuleFacts(Facts):
    """Mail of the folder that is older than days goes each night: deleted, or to the archive."""

    folder: str
    days: int
    archives: bool


class NewStandingRule(Given):
    folder: Text
    days: int
    archives: bool = False


def retention(request: ProgramRequest, domain: Text) -> RetentionFacts:
    """How long mail of a domain is kept."""
    return RetentionFacts(days=queries.retention_of(domain_here(request, domain)))


def put_retention(request: ProgramRequest, domain: Text, given: NewRetention) -> RetentionFacts:
    """Set it. From the next night on older mail of all accounts is deleted for good."""
    row = domain_here(request, domain)
    services.set_retention(actor=request.caller.actor, domain=row, days=given.days)
    return RetentionFacts(days=queries.retention_of(row))


def rules(request: ProgramRequest, address: Text) -> list[StandingRuleFacts]:
    """An account's rules on old mail, one for each folder that has one."""
    found = account_here(request, address).standing_rules.all()
    return [StandingRuleFacts(folder=rule.folder, days=rule.days, archives=rule.archives) for rule in found]


def put_rule(request: ProgramRequest, address: Text, given: NewStandingRule) -> list[StandingRuleFacts]:
    """Set a folder's rule."""
    mailbox = account_here(request, address)
    services.set_standing_rule(actor=request.caller.actor, mailbox=mailbox, **given.model_dump())
    return rules(request, address)


def delete_rule(request: ProgramRequest, address: Text, folder: Text) -> list[StandingRuleFacts]:
    """End a folder's rule; what there is none of stays so."""
    for rule in account_here(request, address).standing_rules.filter(folder=folder):
        services.delete_standing_rule(actor=request.caller.actor, rule=rule)
    return rules(request, address)

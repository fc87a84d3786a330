"""What the rules of the common filter would do to a mail (B6)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from fumibako.chapters.mail.accounts.queries import accounts_of
from fumibako.chapters.mail.common_filter.models import CommonRule
from fumibako.chapters.mail.own_filter.trace import TypedMail, Verdict, looked_at, verdicts
from fumibako.chapters.mail.spam_policy.queries import use_of
from fumibako.groundwork.tenancy.models import Domain
from fumibako.machine.state.mail.filters import FilterAction

VERDICTS: Mapping[Verdict, Any] = {
    Verdict.DECIDES: _("Matches and decides"),
    Verdict.DOES_NOT_FIT: _("Does not match"),
    Verdict.NOT_ASKED: _("Not reached: a rule above has decided"),
}
OUTCOMES: Mapping[FilterAction, Any] = {
    FilterAction.ALLOW: _("The mail is delivered to the inbox, regardless of the spam check."),
    FilterAction.SPAM_BOX: _("The mail goes to the spam folder."),
    FilterAction.DISCARD: _("The mail is deleted at once."),
}
UNDECIDED = _("No rule matches. The individual filter and the spam check decide.")
UNUSED = _("This account does not use the common filter. The individual filter and the spam check decide.")


@dataclass(frozen=True)
class Line:
    """seen: what of the mail the rule was compared with."""

    rule: CommonRule
    verdict: Verdict
    seen: str

    @property
    def words(self) -> Any:
        return VERDICTS[self.verdict]


@dataclass(frozen=True)
class Trial:
    outcome: Any
    lines: Sequence[Line]


def tried(domain: Domain, rules: Sequence[CommonRule], mail: TypedMail) -> Trial:
    """rules: the domain's, in their order."""
    mailbox = accounts_of(domain).filter(address=mail.recipient.lower()).first()
    if mailbox and not use_of(mailbox).common_filter:
        return Trial(UNUSED, ())
    found = verdicts([rule.condition for rule in rules], mail)
    lines = [
        Line(rule, verdict, ", ".join(looked_at(rule.condition, mail)))
        for rule, verdict in zip(rules, found, strict=True)
    ]
    deciding = next((line.rule for line in lines if line.verdict is Verdict.DECIDES), None)
    return Trial(OUTCOMES[FilterAction(deciding.action)] if deciding else UNDECIDED, lines)

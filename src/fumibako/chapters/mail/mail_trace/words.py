"""A trace in words: what each step does, one line each, and where the mail ends."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fumibako.chapters.mail.accounts.folders import label_of
from fumibako.chapters.mail.mail_trace.evaluation import Place, Silence, Trace
from fumibako.chapters.mail.mail_trace.tracing import Traced
from fumibako.chapters.mail.own_filter.conditions import in_words
from fumibako.chapters.mail.own_filter.filter_rules import ACTIONS
from fumibako.machine.state import SpamTreatment
from fumibako.machine.state.mail.filters import FilterRule

SILENCES: Mapping[Silence, Any] = {
    Silence.OFF: gettext_lazy("Off."),
    Silence.NOT_YET: gettext_lazy("Not answered: the period has not begun."),
    Silence.OVER: gettext_lazy("Not answered: the period is over."),
    Silence.SPAM: gettext_lazy("Not answered: detected as spam."),
    Silence.BOUNCE: gettext_lazy("Not answered: an error notice from a mail server."),
    Silence.OWN: gettext_lazy("Not answered: sent from the account's own address."),
    Silence.LIST: gettext_lazy("Not answered: from a mailing list or newsletter."),
    Silence.AUTOMATIC: gettext_lazy("Not answered: written by a program (Auto-Submitted)."),
    Silence.BULK: gettext_lazy("Not answered: bulk mail (Precedence)."),
    Silence.SUPPRESSED: gettext_lazy("Not answered: the sender asks for no automatic replies."),
    Silence.SYSTEM: gettext_lazy("Not answered: the sender is a mail system."),
    Silence.NOT_ADDRESSED: gettext_lazy("Not answered: the account is not among the recipients (To, Cc)."),
}


@dataclass(frozen=True)
class Line:
    step: str
    result: str


def ending(found: Trace) -> str:
    if found.place is Place.DELETED:
        return _("The mail is deleted at once.")
    if found.place is Place.SPAM_BOX:
        return _("The mail goes to the spam folder.")
    if found.folder:
        return _("The mail goes to the folder %(folder)s.") % {"folder": label_of(found.folder)}
    if found.targets and not found.keeps_copy:
        return _("The mail is forwarded; no copy stays in this mailbox.")
    return _("The mail is delivered to the inbox.")


def lines(made: Traced) -> list[Line]:
    found = made.trace
    said = [
        Line(_("Spam check"), " ".join(_spam(made))),
        Line(_("Common filter"), _common(made)),
        Line(_("Individual filter"), _own(made)),
    ]
    if found.place is not Place.INBOX:
        return said
    return [
        *said,
        Line(_("Sorting"), " ".join(_sorting(found)) or _none(made.wanted.sorting)),
        Line(_("Auto-reply"), _reply(made)),
        Line(_("Forwarding"), _forwarding(found)),
    ]


def _spam(made: Traced) -> Iterator[str]:
    if not made.policy.is_on:
        yield _("Off for this domain.")
        return
    if made.score is None:
        yield _("The spam check does not answer right now. The other steps are shown without it.")
        return
    values = {"score": f"{round(made.score, 1) + 0.0:.1f}", "threshold": f"{made.policy.threshold:.1f}"}
    if made.score < made.policy.threshold:
        yield _("Score %(score)s, below %(threshold)s: not spam.") % values
    else:
        yield _("Score %(score)s, from %(threshold)s on it is spam.") % values
        yield _TREATMENTS[SpamTreatment(made.policy.treatment)]()
    if made.is_second:
        yield _("Incoming mail of this account is judged by the second spam engine, whose score differs.")


_TREATMENTS = {
    SpamTreatment.SPAM_BOX: lambda: _("It goes to the spam folder unless a filter allows it."),
    SpamTreatment.MARK: lambda: _("[SPAM] is put before the subject."),
    SpamTreatment.DELIVER: lambda: _("It is delivered unchanged."),
}


def _common(made: Traced) -> str:
    if made.wanted.is_without_common:
        return _("Not used by this account.")
    return _rule(made.trace.common) or _none(made.wanted.common)


def _own(made: Traced) -> str:
    if not made.trace.is_own_asked:
        return _("Not reached: the common filter has decided.")
    if not made.uses_own:
        return _("Not used by this account.")
    return _rule(made.trace.own) or _none(made.wanted.own)


def _rule(rule: FilterRule | None) -> str:
    return f"{in_words(rule.condition)} → {ACTIONS[rule.action]}" if rule else ""


def _none(wish: object | None) -> str:
    return _("No rule matches.") if wish else _("No rules yet.")


def _sorting(found: Trace) -> Iterator[str]:
    if found.folder:
        yield _("To the folder %(folder)s.") % {"folder": label_of(found.folder)}
    if found.marks_read:
        yield _("Marked as read.")
    if found.is_flagged:
        yield _("Flagged.")


def _reply(made: Traced) -> str:
    if made.trace.silence is not None:
        return str(SILENCES[made.trace.silence])
    days = made.wanted.reply.days if made.wanted.reply else 0
    return _("Answered, unless the sender was answered in the last %(days)s days.") % {"days": days}


def _forwarding(found: Trace) -> str:
    if not found.targets:
        return _("Off.")
    return _("To %(targets)s.") % {"targets": ", ".join(found.targets)}

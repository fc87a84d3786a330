"""What rules of filters and sorting look at (B6, C5, C7): words, checks, and how a condition is stored."""

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fumibako.groundwork.names import is_name
from fumibako.groundwork.rules import Refused
from fumibako.machine.formats.addresses import BadAddress, parse_domain
from fumibako.machine.state.mail.condition import Comparison, Condition, Part

MAX_TEXT = 200
MAX_RULES = 100
_HEADER = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,59}")

PARTS: Mapping[Part, Any] = {
    Part.SENDER: _("Sender's address"),
    Part.DOMAIN: _("Sender's domain"),
    Part.SUBJECT: _("Subject"),
    Part.RECIPIENT: _("Recipient (To, Cc)"),
    Part.HEADER: _("Header field"),
}
COMPARISONS: Mapping[Comparison, Any] = {
    Comparison.CONTAINS: pgettext_lazy("a rule", "contains"),
    Comparison.IS: pgettext_lazy("a rule", "is"),
    Comparison.STARTS: pgettext_lazy("a rule", "starts with"),
    Comparison.ENDS: pgettext_lazy("a rule", "ends with"),
}


class BadText(Refused):
    code = "bad_condition_text"
    message = _("Enter what to look for: at most 200 characters on one line.")
    field = "text"


class BadHeader(Refused):
    code = "bad_condition_header"
    message = _("Enter the name of a header field, such as List-Id: letters, digits and “-”.")
    field = "header"


class TooManyRules(Refused):
    code = "too_many_rules"
    message = _("There are %(max)s rules already. Delete one first.")


def check_condition(part: str, match: str, text: str, header: str = "") -> Condition:
    """Raises BadText, BadHeader; ValueError for a part or a comparison that there is not."""
    text = text.strip()
    if not text or not is_name(text, most=MAX_TEXT):
        raise BadText
    if part == Part.HEADER:
        check_header(header)
    if part == Part.DOMAIN and match == Comparison.IS:
        try:
            text = parse_domain(text.removeprefix("@"))
        except BadAddress as error:
            raise BadText from error
    is_header = part == Part.HEADER
    return Condition(part=Part(part), match=Comparison(match), text=text, header=header if is_header else "")


def check_header(name: str) -> str:
    """Raises BadHeader."""
    if not _HEADER.fullmatch(name):
        raise BadHeader
    return name


def check_number(number: int) -> None:
    """number: of rules that there are before another is added. Raises TooManyRules."""
    if number >= MAX_RULES:
        raise TooManyRules(max=MAX_RULES)


def stored(condition: Condition) -> dict[str, str]:
    return {
        "part": condition.part.value,
        "match": condition.match.value,
        "text": condition.text,
        "header": condition.header,
    }


def loaded(row: Mapping[str, str]) -> Condition:
    return Condition(
        part=Part(row["part"]), match=Comparison(row["match"]), text=row["text"], header=row.get("header", "")
    )


def in_words(condition: Condition) -> str:
    """件名「見積」を含む"""
    part = condition.header if condition.part is Part.HEADER else PARTS[condition.part]
    words = _("%(part)s %(comparison)s “%(text)s”")
    return str(words) % {"part": part, "comparison": COMPARISONS[condition.match], "text": condition.text}

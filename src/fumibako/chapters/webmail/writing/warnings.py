"""What is worth a second look before a mail goes out (misdelivery guard)."""

import re
from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fumibako.chapters.webmail.recipients import typed
from fumibako.chapters.webmail.writing.draft import Draft
from fumibako.chapters.webmail.writing.rules import is_inside

MANY_DOMAINS = 10
_SPEAKS_OF_FILES = re.compile(r"(?i)添付|同封|別添|\battach(?:ed|ment)")


def warnings(draft: Draft, inside: frozenset[str]) -> Sequence[str]:
    found = []
    own_lines = "\n".join(line for line in draft.text.split("\n") if not line.startswith(">"))
    if not draft.files and _SPEAKS_OF_FILES.search(own_lines):
        found.append(_("The text speaks of an attachment, but nothing is attached."))
    open_to_all = [person for text in (draft.to, draft.cc) for person in typed(text).people]
    domains = {p.address.rpartition("@")[2].lower() for p in open_to_all if not is_inside(p, inside)}
    if len(domains) >= MANY_DOMAINS:
        words = ngettext(
            "Recipients of %(number)d company see each other's addresses. Is Bcc what you want?",
            "Recipients of %(number)d companies see each other's addresses. Is Bcc what you want?",
            len(domains),
        )
        found.append(words % {"number": len(domains)})
    if not draft.subject:
        found.append(_("The mail has no subject."))
    return found

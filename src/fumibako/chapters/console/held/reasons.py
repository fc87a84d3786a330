"""Why the filter failed at a mail, in the reader's language. What the filter names itself is told as it is."""

import re
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

_KNOWN: tuple[tuple[re.Pattern[str], Any], ...] = (
    (
        re.compile("the filter's process ended in the middle"),
        gettext_lazy("The filter process ended while checking the message."),
    ),
    (re.compile(r"no verdict within (?P<seconds>\d+) s"), gettext_lazy("No verdict within %(seconds)s seconds.")),
)


def in_words(reason: str) -> str:
    for pattern, words in _KNOWN:
        if found := pattern.fullmatch(reason):
            return str(words) % found.groupdict()
    return _("Filter error: %(reason)s") % {"reason": reason}

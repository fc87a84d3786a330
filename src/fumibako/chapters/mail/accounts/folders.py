"""What the folders that every mailbox has are called on pages. Others have the names that people gave them."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import pgettext_lazy

LABELS: Mapping[str, Any] = {
    "INBOX": pgettext_lazy("folder", "Inbox"),
    "Sent": pgettext_lazy("folder", "Sent"),
    "Drafts": pgettext_lazy("folder", "Drafts"),
    "Junk": pgettext_lazy("folder", "Spam"),
    "Trash": pgettext_lazy("folder", "Trash"),
}


def label_of(name: str) -> str:
    return str(LABELS.get(name, name))

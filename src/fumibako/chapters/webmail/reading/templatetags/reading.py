"""Folders' names, and addresses in a text as links."""

import re
from typing import Any

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import pgettext_lazy

from fumibako.chapters.webmail.imap import Folder

register = template.Library()
_NAMES = {
    "INBOX": pgettext_lazy("folder", "Inbox"),
    "Sent": pgettext_lazy("folder", "Sent"),
    "Drafts": pgettext_lazy("folder", "Drafts"),
    "Junk": pgettext_lazy("folder", "Spam"),
    "Trash": pgettext_lazy("folder", "Trash"),
}
_ADDRESS = re.compile(r"https?://[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+[A-Za-z0-9/=&#_~-]")


@register.filter
def folder_name(folder: Folder) -> Any:
    return _NAMES.get(folder.role, folder.name)


@register.filter
def linked(text: str) -> SafeString:
    """The text escaped, its web addresses as links that tell nothing of where one comes from."""
    pieces, position = [], 0
    for match in _ADDRESS.finditer(text):
        pieces.append(escape(text[position : match.start()]))
        link = '<a href="{}" target="_blank" rel="noopener noreferrer nofollow">{}</a>'
        pieces.append(format_html(link, match[0], match[0]))
        position = match.end()
    return mark_safe("".join((*pieces, escape(text[position:]))))  # noqa: S308 # every piece is escaped above

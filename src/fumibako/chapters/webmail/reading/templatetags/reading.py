"""Folders' names, and addresses in a text as links."""

import re
from collections.abc import Sequence
from typing import Any
from zlib import crc32

from django import template
from django.template import Context
from django.template.base import NodeList, Parser, Token
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from fumibako.chapters.mail.accounts.folders import LABELS
from fumibako.chapters.webmail.imap import USUAL, Folder
from fumibako.machine.formats.mime import Person

register = template.Library()
_ICONS = {"INBOX": "inbox", "Sent": "sent", "Drafts": "pen", "Junk": "ban", "Trash": "trash"}
_HINTS = {
    "INBOX": _("New mail appears here."),
    "Sent": _("A copy of every mail you send is kept here."),
    "Drafts": _("Drafts you have not sent yet are kept here."),
    "Junk": _("Mail that looks like spam is moved here. Check it from time to time."),
    "Trash": _("Deleted mails are moved here."),
}
_ADDRESS = re.compile(r"https?://[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+[A-Za-z0-9/=&#_~-]")


@register.filter
def folder_name(folder: Folder) -> Any:
    role = folder.label if folder.shared and folder.label == "Drafts" else folder.role  # written by other programs
    return LABELS.get(role, folder.label or folder.name)


@register.filter
def folder_path(folder: Folder) -> str:
    """In a list of all of them."""
    name = str(folder_name(folder))
    return f"{folder.shared} / {name}" if folder.shared and folder.depth else name


@register.filter
def named_in(name: str, folders: Sequence[Folder]) -> str:
    """The folder of that name as a list of all of them shows it."""
    return next((folder_path(folder) for folder in folders if folder.name == name), name)


@register.filter
def folder_icon(folder: Folder) -> str:
    return "people" if folder.shared and not folder.depth else _ICONS.get(folder.role, "folder")


@register.filter
def hint(folder: Folder) -> Any:
    """What an empty folder is for."""
    return _HINTS.get(folder.role, _("Select mails in another folder and move them here."))


@register.simple_tag(takes_context=True)
def folders_here(context: Context) -> Sequence[Folder]:
    """Those of the mailbox, or the usual ones where the page has not asked for them."""
    found: Sequence[Folder] = context.get("folders") or USUAL
    return found


class Side(template.Node):
    """What is at the side of the webmail's pages, with a number that tells it from any other. Nothing where the script
    says that it has it (static/reading/swap.js)."""

    def __init__(self, inner: NodeList) -> None:
        self.inner = inner

    def render(self, context: Context) -> SafeString:
        html = self.inner.render(context)
        number = f"{crc32(html.encode()):08x}"
        if "request" in context and context["request"].headers.get("X-Side") == number:
            return mark_safe("")
        return mark_safe(html.replace("<nav ", f'<nav data-side="{number}" ', 1))  # noqa: S308 # a template's


@register.tag
def side(parser: Parser, token: Token) -> Side:
    inner = parser.parse(("endside",))
    parser.delete_first_token()
    return Side(inner)


@register.filter
def local_part(address: str) -> str:
    return address.partition("@")[0]


@register.filter
def initial(person: Person) -> str:
    """One character for the round picture."""
    return (person.name or person.address)[:1].upper()


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

"""The rows of a list as HTML. Written here and not in a template, which takes four times as long for them
(docs/decisions/0177): each list and each scrolling is some fifty. What a mail says goes through `escape`, all of it."""

from collections.abc import Sequence
from urllib.parse import quote

from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import npgettext, pgettext

from fumibako.chapters.webmail.imap import Folder, Row
from fumibako.chapters.webmail.reading.templatetags.reading import named_in
from fumibako.groundwork.ui.templatetags.ui import icon, size, when

_UNREAD = '<tr class="unread">'


class Rows:
    """Of one list: what is the same in each row is made once.

    drafts: the folder whose mails are written on. is_everywhere: each says in which folder it lies.
    """

    def __init__(self, here: Folder, folders: Sequence[Folder], drafts: str, *, is_everywhere: bool) -> None:
        self.here, self.folders, self.drafts, self.is_everywhere = here, folders, drafts, is_everywhere
        self.read, self.write = reverse("webmail:mail"), reverse("webmail:write")
        self.star, self.no_subject = escape(_("Star: %(subject)s")), _("(no subject)")
        self.now = timezone.localtime()
        self.unread = _unseen(_("Unread:"), " ")
        self.clip = icon("clip") + _unseen(_("Attachment"))
        self.replied = _did("reply", pgettext("to a mail", "Replied"))
        self.forwarded = _did("forward", pgettext("a mail", "Forwarded"))

    def html(self, rows: Sequence[Row]) -> SafeString:
        return mark_safe("\n".join(map(self._row, rows)))  # noqa: S308 # every piece is escaped below

    def _row(self, row: Row) -> str:
        subject = escape(row.subject or self.no_subject)
        elsewhere = "" if row.folder == self.here.name else f":{escape(row.folder)}"
        star = self.star % {"subject": subject}
        whole, short = when(row.received_at, self.now)
        return (
            f"{_UNREAD if row.is_unread else '<tr>'}"
            f'<td class="choice"><label><input type="checkbox" name="uid" value="{row.uids}{elsewhere}"'
            f' aria-label="{subject}"></label></td>'
            f'<td class="star"><button name="{"unflag" if row.is_flagged else "flag"}" value="{row.uid}{elsewhere}"'
            f' aria-pressed="{"true" if row.is_flagged else "false"}" aria-label="{star}"></button></td>'
            f'<td class="who">{escape(row.who) or "–"}</td>'
            f'<td class="what">{self._marks(row)}<a href="{self._address(row)}">'
            f"{self.unread if row.is_unread else ''}{subject}</a>{_preview(row)}</td>"
            f'<td class="clip">{self.clip if row.has_attachment else ""}</td>'
            f'<td class="when" title="{whole}">{short}</td>'
            f'<td class="number size">{size(row.bytes)}</td></tr>'
        )

    def _marks(self, row: Row) -> str:
        """What stands before the subject."""
        found = ""
        if row.others:
            number = len(row.others) + 1
            found += _chip(
                npgettext("conversation", "%(number)s mail", "%(number)s mails", number) % {"number": number}
            )
        if self.is_everywhere:
            found += _chip(named_in(row.folder, self.folders))
        found += self.replied if row.is_answered else ""
        if row.answered_by:
            found += _chip(_("Answered by %(person)s") % {"person": row.answered_by.partition("@")[0]})
        return found + (self.forwarded if row.is_forwarded else "")

    def _address(self, row: Row) -> str:
        if row.folder == self.drafts:
            return f"{self.write}?draft={row.uid}"
        return f"{self.read}?folder={escape(quote(row.folder))}&amp;uid={row.uid}"


def _chip(text: str) -> str:
    return f'<span class="chip plain">{escape(text)}</span> '


def _unseen(text: str, after: str = "") -> str:
    return f'<span class="unseen">{escape(text)}{after}</span>'


def _did(sign: str, text: str) -> str:
    return f'<span class="did">{icon(sign)}{_unseen(text)}</span>'


def _preview(row: Row) -> str:
    return f' <span class="preview">{escape(row.preview)}</span>' if row.preview else ""

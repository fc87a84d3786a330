"""What is typed into a mail, and what is ticked before it is sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fumibako.chapters.webmail.recipients import LONGEST_TYPED
from fumibako.chapters.webmail.writing.approving import check_reason
from fumibako.chapters.webmail.writing.draft import (
    LONGEST_SUBJECT,
    LONGEST_TIME,
    Draft,
    ids_of,
    new_message_id,
    origin_of,
    origin_text,
)
from fumibako.chapters.webmail.writing.formatted import clean, text_of
from fumibako.chapters.webmail.writing.rules import check_html, check_number, check_recipients, check_send_at
from fumibako.groundwork.rules import Refused
from fumibako.groundwork.ui.forms import Form
from fumibako.machine.formats.charsets import one_line
from fumibako.machine.formats.mime import Person
from fumibako.machine.formats.numbers import number_of

LONGEST_TEXT = 600_000
_TYPED = ("to", "cc", "bcc", "subject", "text", "html", "message_id", "send_at", "sender")


@dataclass(frozen=True)
class Stored:
    """A draft in its folder. Its Message-ID: so that a form never takes another mail for its own."""

    uid: int
    message_id: str

    @classmethod
    def of(cls, text: str) -> "Stored | None":
        uid, _space, message_id = text.partition(" ")
        ids = ids_of(message_id)
        return cls(number_of(uid), ids[0]) if number_of(uid) and ids else None

    @property
    def text(self) -> str:
        return f"{self.uid} {self.message_id}"


class _Recipients(forms.CharField):
    def __init__(self, **options: Any) -> None:
        attributes = {"rows": 1, "class": "one-line", "autocapitalize": "none", "spellcheck": "false"}
        widget = forms.Textarea(attrs=attributes | {"autocomplete": "off"})
        super().__init__(required=False, max_length=LONGEST_TYPED, widget=widget, **options)


class WriteMail(Form):
    """Valid: it can be sent. What is not valid can be saved as a draft all the same."""

    to = _Recipients(label=_("To"))
    cc = _Recipients(label="Cc")
    bcc = _Recipients(label="Bcc")
    subject = forms.CharField(label=_("Subject"), required=False, max_length=LONGEST_SUBJECT)
    text = forms.CharField(
        label=pgettext_lazy("of a mail", "Text"),
        required=False,
        strip=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 16}),
    )
    html = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)
    format = forms.CharField(required=False, widget=forms.HiddenInput)
    send_at = forms.CharField(
        label=_("Send at"),
        required=False,
        help_text=_("Empty: as soon as you send it."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
    )
    sender = forms.ChoiceField(label=pgettext_lazy("of a mail", "From"), required=False)
    message_id = forms.CharField(required=False, widget=forms.HiddenInput)
    in_reply_to = forms.CharField(required=False, widget=forms.HiddenInput)
    references = forms.CharField(required=False, widget=forms.HiddenInput)
    origin = forms.CharField(required=False, widget=forms.HiddenInput)
    stored = forms.CharField(required=False, widget=forms.HiddenInput)

    def offer_senders(self, own: str, shared: Sequence[str]) -> None:
        """Where there are no others, nothing is asked."""
        if shared:
            self.fields["sender"].choices = [("", own), *((each, each) for each in shared)]  # type: ignore[attr-defined]
        else:
            del self.fields["sender"]

    @classmethod
    def of(cls, draft: Draft, stored: "Stored | None") -> "WriteMail":
        initial = {name: getattr(draft, name) for name in _TYPED}
        initial |= {"in_reply_to": draft.in_reply_to, "references": " ".join(draft.references)}
        return cls(initial=initial | {"origin": origin_text(draft.origin), "stored": stored.text if stored else ""})

    def clean(self) -> None:
        people = [self._people(name) for name in ("to", "cc", "bcc")]
        if None not in people:
            self.ask(check_number, [person for found in people for person in found or ()])
        self.ask(check_html, self.cleaned_data.get("html"))
        if self.cleaned_data.get("send_at"):
            self.ask(check_send_at, self.cleaned_data["send_at"], timezone.now())

    def _people(self, name: str) -> Sequence[Person] | None:
        """None: some of it is wrong, and said so at the field."""
        try:
            return check_recipients(self.cleaned_data[name]) if name in self.cleaned_data else None
        except Refused as refusal:
            self.add_error(name, forms.ValidationError(str(refusal), refusal.code))
            return None

    def draft(self, address: str) -> Draft:
        """Everything that was typed, right or not, and however long; without files."""
        ids = ids_of(self._typed("message_id"))
        in_reply_to = ids_of(self._typed("in_reply_to"))
        html = clean(self._typed("html")) if self._typed("format") == "html" else ""
        text = text_of(html) if html else self._typed("text").replace("\r\n", "\n")
        return Draft(
            message_id=ids[0] if ids else new_message_id(address),
            to=self._typed("to")[:LONGEST_TYPED],
            cc=self._typed("cc")[:LONGEST_TYPED],
            bcc=self._typed("bcc")[:LONGEST_TYPED],
            subject=one_line(self._typed("subject"))[:LONGEST_SUBJECT],
            text=text,
            html=html,
            in_reply_to=in_reply_to[0] if in_reply_to else "",
            references=ids_of(self._typed("references")),
            origin=origin_of(self._typed("origin")),
            sender=one_line(self._typed("sender"))[:320],
            send_at=one_line(self._typed("send_at"))[:LONGEST_TIME],
        )

    def opened(self) -> Stored | None:
        """The draft that the form was opened with."""
        return Stored.of(self._typed("stored"))

    def is_scripted(self) -> bool:
        """Whether the page could show formatting: what comes without may have lost some."""
        return self._typed("format") in ("plain", "html")

    def _typed(self, name: str) -> str:
        return str(self.data.get(name) or "").replace("\0", "")


class SetHabits(Form):
    is_formatted = forms.BooleanField(label=_("Write new mails and replies with formatting"), required=False)
    undo_seconds = forms.ChoiceField(
        label=_("Time to take a mail back after sending"),
        choices=(
            (0, _("None: send at once")),
            (5, _("5 seconds")),
            (10, _("10 seconds")),
            (20, _("20 seconds")),
            (30, _("30 seconds")),
        ),
        widget=forms.RadioSelect,
    )


class Decide(Form):
    """On a mail that waits for approval."""

    reason = forms.CharField(
        label=_("To the writer"),
        required=False,
        help_text=_("Only if you send the mail back: what should be changed."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean(self) -> None:
        if self.data.get("action") != "approve":
            self.ask(check_reason, self.cleaned_data.get("reason"))

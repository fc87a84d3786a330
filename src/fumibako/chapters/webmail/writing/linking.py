"""Attachments sent as a link (E5): they go to the cabinet, and the mail says where they are."""

from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from fumibako.chapters.cabinet import rules
from fumibako.chapters.cabinet.models import Link
from fumibako.chapters.cabinet.queries import check_use, files_of, policy_of
from fumibako.chapters.cabinet.services import add_file, add_link
from fumibako.chapters.mail.requests import MemberRequest
from fumibako.chapters.webmail.writing.draft import Draft, inserted
from fumibako.groundwork.rules import Refused
from fumibako.groundwork.ui.templatetags.ui import size, whole
from fumibako.machine.formats.numbers import number_of

DEFAULT_DAYS = 7


@dataclass(frozen=True)
class Offered:
    """What the form offers to those who may use the cabinet. files: key and name of those that are there already."""

    files: list[tuple[str, str]]
    days: int
    most_days: int
    needs_password: bool


def offered(request: MemberRequest) -> Offered | None:
    try:
        policy = check_use(request.mailbox)
    except Refused:
        return None
    there = [file for file in files_of(request.mailbox)[:50] if rules.is_linkable(file, policy)]
    files = [(file.key, f"{file.name} ({size(file.size)})") for file in there]
    return Offered(files, min(DEFAULT_DAYS, policy.max_days), policy.max_days, policy.needs_password)


def as_link(request: MemberRequest, draft: Draft) -> Draft:
    """All attachments, and what was chosen in the cabinet. Raises what the cabinet refuses."""
    mailbox, policy = request.mailbox, policy_of(request.customer)
    days = rules.check_days(number_of(request.POST.get("link_days"), DEFAULT_DAYS), policy)
    password = rules.check_link_password(request.POST.get("link_password", ""), policy)
    keys = request.POST.getlist("cabinet")
    for file in draft.files:
        octets = file.octets
        stored = add_file(actor=request.actor, mailbox=mailbox, name=file.name, size=len(octets), pieces=(octets,))
        keys.append(stored.key)
    made = add_link(actor=request.actor, mailbox=mailbox, files=keys, days=days, password=password)
    return inserted(replace(draft, files=()), "", _block(made.row, made.address))


def _block(link: Link, address: str) -> str:
    lines = [
        _("The files are too large for mail. Please download them here:"),
        *(f"  {file.name} ({size(file.size)})" for file in link.files.order_by("pk")),
        f"  {address}",
        _("The link works until %(until)s.") % {"until": whole(link.expires_at)},
    ]
    if link.password_hash:
        lines.append(_("I will tell you the password in another way."))
    return "\n".join(("-" * 40, *lines, "-" * 40))

"""Mails of the cabinet: a link, a code that proves an address, and that something has come."""

from django.conf import settings
from django.urls import reverse

from fumibako.chapters.cabinet.models import Link, StoredFile
from fumibako.groundwork.notices.services import send
from fumibako.groundwork.ui.templatetags.ui import size
from fumibako.machine.notices.cabinet import CabinetCode, CabinetLink, CabinetReceived


def link_made(link: Link, address: str, recipients: list[str]) -> None:
    """To each of them. A password goes another way."""
    mailbox = link.mailbox
    for recipient in recipients:
        notice = CabinetLink(
            sender=mailbox.address,
            name=mailbox.display_name or mailbox.address,
            note=link.note or "-",
            files=tuple(f"{file.name} ({size(file.size)})" for file in link.files.order_by("pk")),
            link=address,
            until=link.expires_at,
        )
        send(notice, to=recipient, domain=mailbox.domain)


def code(link: Link, address: str, digits: str) -> None:
    notice = CabinetCode(sender=link.mailbox.address, code=digits)
    send(notice, to=address, domain=link.mailbox.domain)


def received(file: StoredFile) -> None:
    """To whoever asked for it, once it has been checked."""
    mailbox, request = file.mailbox, file.request
    notice = CabinetReceived(
        note=request.note if request else "-",
        sender=file.sender,
        file=f"{file.name} ({size(file.size)})",
        link=settings.FUMIBAKO.site_url + reverse("usermenu:cabinet"),
    )
    send(notice, to=mailbox.address, domain=mailbox.domain)

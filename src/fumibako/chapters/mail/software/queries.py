"""Whose settings a mail program asks for."""

from fumibako.chapters.mail.software.discovery import Place
from fumibako.groundwork.tenancy.models import Domain


def place_asked(*, called: str, address: str) -> Place | None:
    """called: the domain in the name by which we were called, autoconfig.DOMAIN; "": our own name. address: as the
    program gave it, well-formed or "". None: no domain of ours. Called by a customer's name we answer for that
    customer's domain only."""
    by_name = _place(called) if called else None
    if not address:
        return by_name
    by_address = _place(address.rpartition("@")[2])
    if by_name and by_address and by_name.login_domain != by_address.login_domain:
        return None
    return by_address


def _place(name: str) -> Place | None:
    domain = Domain.objects.select_related("alias_of").filter(name=name).first()
    return Place(domain.name, (domain.alias_of or domain).name) if domain else None

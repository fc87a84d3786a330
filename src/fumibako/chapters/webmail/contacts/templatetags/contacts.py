"""{% load contacts %}: who it is that writes to us."""

from django import template
from django.template import Context

from fumibako.chapters.webmail.contacts.models import Contact
from fumibako.chapters.webmail.contacts.queries import contact_of

register = template.Library()


@register.simple_tag(takes_context=True)
def known_contact(context: Context, address: str) -> Contact | None:
    """The own contact of that address."""
    return contact_of(context["request"].mailbox, address) if address else None


@register.filter
def is_pictured(contact: Contact | None) -> bool:
    return contact is not None and "PHOTO" in contact.written

"""{% load contacts %}: the picture of somebody who writes to us."""

from django import template
from django.template import Context

from fumibako.chapters.webmail.contacts.queries import pictured

register = template.Library()


@register.simple_tag(takes_context=True)
def pictured_contact(context: Context, address: str) -> int:
    """The own contact of that address whose picture there is, 0 for none."""
    found = pictured(context["request"].mailbox, address) if address else None
    return found.pk if found else 0

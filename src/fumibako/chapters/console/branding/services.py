"""What the operator says about the provider (13.2)."""

from collections.abc import Mapping

from django.db import transaction

from fumibako.chapters.console.branding import rules
from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.audit.services import record
from fumibako.groundwork.brand.models import Branding
from fumibako.groundwork.brand.queries import signature
from fumibako.groundwork.publish import services as publishing
from fumibako.groundwork.tenancy.models import Domain
from fumibako.machine.state import Aspect

FIELDS = (*rules.TEXTS, *rules.ADDRESSES, "support_phone", "color")
_OTHER = {"support_phone": rules.check_phone, "color": rules.check_color}


def set_branding(*, actor: Actor, texts: Mapping[str, str], logo: bytes | None = None) -> Branding:
    """Set the texts given, of FIELDS; the others stay. logo: None keeps it, b"" removes it.

    Raises BadText, BadMailAddress, BadPhone, BadColor, PaleColor, BadLogo, LogoTooLarge.
    """
    checked = {field: _checked(field, text) for field, text in texts.items()}
    picture = rules.check_logo(logo) if logo else None
    with transaction.atomic():
        before = signature("")
        row = Branding.objects.select_for_update().filter(pk=1).first() or Branding()
        for field, text in checked.items():
            setattr(row, field, text)
        if picture:
            row.logo, row.logo_type, row.logo_mark = picture.content, picture.type, picture.mark
        elif logo is not None:
            row.logo, row.logo_type, row.logo_mark = None, "", ""
        row.save()
        record(actor, "branding.set", row.name, logo=row.logo_mark, **checked)
        if signature("") != before:  # the filter has it with each domain's policy
            publishing.request(Aspect.DOMAIN, *Domain.objects.values_list("name", flat=True))
    return row


def _checked(field: str, text: str) -> str:
    if field in rules.ADDRESSES:
        return rules.check_address(field, text)
    return _OTHER[field](text) if field in _OTHER else rules.check_text(field, text)

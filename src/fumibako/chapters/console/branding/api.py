"""The provider's description, for programs."""

from fumibako.chapters.console.branding import services
from fumibako.groundwork.brand.models import Branding
from fumibako.groundwork.brand.queries import branding
from fumibako.groundwork.programs import Facts, Given, ProgramRequest, Text


class BrandingFacts(Facts):
    name: str
    name_en: str
    company: str
    support_phone: str
    support_hours: str
    support_address: str
    sender_address: str
    color: str
    has_logo: bool


class BrandingChange(Given):
    """What is left out stays as it is."""

    name: Text | None = None
    name_en: Text | None = None
    company: Text | None = None
    support_phone: Text | None = None
    support_hours: Text | None = None
    support_address: Text | None = None
    sender_address: Text | None = None
    color: Text | None = None


def show(request: ProgramRequest) -> BrandingFacts:
    """The provider's name, support and sender address."""
    return _facts(branding())


def change(request: ProgramRequest, given: BrandingChange) -> BrandingFacts:
    """Change them."""
    texts = {field: text for field, text in given.model_dump().items() if text is not None}
    return _facts(services.set_branding(actor=request.caller.actor, texts=texts))


def _facts(row: Branding) -> BrandingFacts:
    return BrandingFacts(**{field: getattr(row, field) for field in services.FIELDS}, has_logo=bool(row.logo_mark))

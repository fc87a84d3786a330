"""The provider's description, for programs."""

from typing import Any

from fumibako.chapters.console.branding import services
from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.brand.models import Branding
from fumibako.groundwork.brand.queries import branding
from fumibako.groundwork.rules import Values


def shown(actor: Actor, values: Values) -> dict[str, Any]:
    values.end()
    return _facts(branding())


def changed(actor: Actor, values: Values) -> dict[str, Any]:
    """Only what is given changes."""
    texts = {field: values.text_or_none(field) for field in services.FIELDS}
    values.end()
    given = {field: text for field, text in texts.items() if text is not None}
    return _facts(services.set_branding(actor=actor, texts=given))


def _facts(row: Branding) -> dict[str, Any]:
    return {**{field: getattr(row, field) for field in services.FIELDS}, "has_logo": bool(row.logo_mark)}

"""Operators for programs: a box that stays gets its first one from here."""

from typing import Any

from fumibako.chapters.identity import services
from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.rules import Values


def add(actor: Actor, values: Values) -> dict[str, Any]:
    login, password = values.text("login"), values.text_or_none("password")
    values.end()
    made = services.add_operator(actor=actor, login=login, password=password)
    return {"login": login, **({"password": made} if password is None else {})}

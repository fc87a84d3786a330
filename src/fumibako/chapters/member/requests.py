"""A request behind the console's gate, as far as this chapter uses it."""

from django.http import HttpRequest

from fumibako.groundwork.audit.actor import Actor


class StaffRequest(HttpRequest):
    actor: Actor

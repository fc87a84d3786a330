"""A5, A6: the mailbox card of both menus, and what the home says of a mailbox that fills up."""

from fumibako.chapters.mail.usage import alerts
from fumibako.groundwork.features import Face, Feature

FEATURE = Feature(id="A5", alerts={Face.USER: alerts.for_user})

"""A5: the mailbox card of both menus."""

from fumibako.groundwork.features import Feature

FEATURE = Feature(id="A5")

"""B8: its texts stand on the administrator menu's home page."""

from fumibako.groundwork.features import Feature

FEATURE = Feature(id="B8")

"""B7: nothing to be set; every mail is scanned."""

from fumibako.groundwork.features import Feature

FEATURE = Feature(id="B7")

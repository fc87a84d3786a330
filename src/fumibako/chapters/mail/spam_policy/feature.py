"""B5: no page yet; the defaults hold."""

from fumibako.groundwork.features import Feature

FEATURE = Feature(id="B5")

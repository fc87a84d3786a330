"""A2: its pages are made by the faces, a door for each kind of login."""

from fumibako.groundwork.features import Feature

FEATURE = Feature(id="A2")

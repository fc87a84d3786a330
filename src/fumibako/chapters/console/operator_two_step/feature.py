from fumibako.chapters.console.operator_two_step.kind import OPERATORS
from fumibako.chapters.identity.two_step.pages import pages_of
from fumibako.groundwork.features import Area, Feature

FEATURE = Feature(id="A3", pages=pages_of(OPERATORS, Area.SETTINGS, 65), is_own=True)

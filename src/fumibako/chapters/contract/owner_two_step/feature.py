from fumibako.chapters.contract.owner_two_step.kind import OWNERS
from fumibako.chapters.identity.two_step.pages import pages_of
from fumibako.groundwork.features import Area, Feature

FEATURE = Feature(id="A3", pages=pages_of(OWNERS, Area.SUPPORT, 82))

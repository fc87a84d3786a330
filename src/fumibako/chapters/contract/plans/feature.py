"""E1: the operator's pages about contracts are those of customers."""

from fumibako.groundwork.features import Feature

FEATURE = Feature(id="E1")

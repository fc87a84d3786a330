"""E4: its pages are those of My Page (chapters/mypage/ordering) and of the console."""

from fumibako.groundwork.features import Feature

FEATURE = Feature(id="E4")

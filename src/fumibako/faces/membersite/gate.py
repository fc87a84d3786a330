"""The member site is open to everybody."""

from fumibako.groundwork.features import Feature, Page, View


def anybody(feature: Feature, page: Page) -> View:
    return page.view

"""Names of people and companies: what may stand in one, behind every door."""

from fumibako.machine.formats.visible import is_visible


def is_name(text: str, *, most: int) -> bool:
    """Whether text is one line of at most that many characters, all of them to be seen."""
    return len(text) <= most and all(map(is_visible, text))

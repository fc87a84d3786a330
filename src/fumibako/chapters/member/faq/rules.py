"""What a question may be, rule by rule."""

from fumibako.chapters.member.faq import errors

MAX_POSITION = 9_999


def check_position(position: int) -> int:
    """Raises BadPosition."""
    if not 0 <= position <= MAX_POSITION:
        raise errors.BadPosition(max=MAX_POSITION)
    return position

"""What a login ID of My Page is."""

import re

from fumibako.chapters.contract.owner_reset.errors import BadLoginId


def check_login_id(text: str) -> str:
    """Return it in capitals. Raises BadLoginId."""
    number = text.strip().upper()
    if not re.fullmatch(r"W[0-9]{9}", number):
        raise BadLoginId
    return number

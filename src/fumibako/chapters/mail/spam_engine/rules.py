"""How many accounts may have the second spam engine."""

from fumibako.chapters.mail.spam_engine import errors


def check_number(number: int, most: int) -> None:
    """number: of accounts of the whole contract. Raises NotInContract, TooManyAccounts."""
    if number and not most:
        raise errors.NotInContract
    if number > most:
        raise errors.TooManyAccounts(max=most, number=number)

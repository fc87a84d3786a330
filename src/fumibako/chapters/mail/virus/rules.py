"""What may be set about the virus check."""

from fumibako.chapters.mail.virus.errors import BadLockedTreatment
from fumibako.machine.state import EncryptedTreatment


def check_locked_treatment(treatment: str) -> EncryptedTreatment:
    """Raises BadLockedTreatment."""
    try:
        return EncryptedTreatment(treatment)
    except ValueError as error:
        raise BadLockedTreatment from error

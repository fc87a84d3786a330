"""What a company's signature may be."""

from fumibako.chapters.webmail.company_signature.errors import BadCompanySignature

LONGEST = 2000
PLACEHOLDERS = ("{name}", "{address}")
"""Of whoever writes: the display name, the mail address."""


def check_signature(text: str) -> str:
    """ "" for none. Raises BadCompanySignature."""
    text = text.replace("\r\n", "\n").replace("\0", "").strip("\n").rstrip()
    if len(text) > LONGEST:
        raise BadCompanySignature(most=LONGEST)
    return text

"""What the provider's description may be, rule by rule: the service asks them one after another, the form all."""

import re
from dataclasses import dataclass
from hashlib import sha256

from fumibako.chapters.console.branding import errors
from fumibako.groundwork.brand import colours
from fumibako.groundwork.names import is_name
from fumibako.machine.formats.addresses import BadAddress, parse_foreign_address

MAX_LOGO_BYTES = 256 << 10
MAX_LENGTHS = {"name": 60, "name_en": 60, "company": 100, "support_hours": 100}
TEXTS = tuple(MAX_LENGTHS)
ADDRESSES = ("support_address", "sender_address")
_PHONE = re.compile(r"[0-9+()\- ]{0,40}")
_PICTURES = (
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "image/png"),
    (re.compile(rb"\xff\xd8\xff"), "image/jpeg"),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), "image/webp"),
)


@dataclass(frozen=True)
class Logo:
    """content: the file as it is; type: what its first bytes say, whatever its name; mark: changes with the content."""

    content: bytes
    type: str

    @property
    def mark(self) -> str:
        return sha256(self.content).hexdigest()[:16]


def check_text(field: str, text: str) -> str:
    """Raises BadText."""
    longest = MAX_LENGTHS[field]
    text = text.strip()
    if not is_name(text, most=longest):
        raise errors.BadText(field, max=longest)
    return text


def check_phone(text: str) -> str:
    """Raises BadPhone."""
    text = text.strip()
    if not _PHONE.fullmatch(text):
        raise errors.BadPhone
    return text


def check_color(text: str) -> str:
    """Return it as it is stored, "" for the design system's own. Raises BadColor, PaleColor."""
    color = text.strip().lower()
    if color and not color.startswith("#"):
        color = f"#{color}"
    if not color:
        return ""
    if not colours.is_colour(color):
        raise errors.BadColor
    nearest = colours.readable(color)
    if nearest != color:
        found = colours.contrast(color, colours.WHITE)
        raise errors.PaleColor(contrast=f"{found:.1f}", needed=colours.NEEDED, nearest=nearest)
    return color


def check_address(field: str, text: str) -> str:
    """Raises BadMailAddress."""
    if not text.strip():
        return ""
    try:
        return parse_foreign_address(text)
    except BadAddress as error:
        raise errors.BadMailAddress(field, address=text[:100]) from error


def check_logo(content: bytes) -> Logo:
    """It is served with the type found here and no other, so that no browser runs anything in it. Raises BadLogo,
    LogoTooLarge."""
    if len(content) > MAX_LOGO_BYTES:
        raise errors.LogoTooLarge(max=MAX_LOGO_BYTES >> 10)
    for beginning, name in _PICTURES:
        if beginning.match(content):
            return Logo(content, name)
    raise errors.BadLogo

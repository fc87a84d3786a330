"""The provider's colour, and what pages make of it: shades that can be read on every ground, light and dark.

Pure. Contrast is WCAG's (2.2, section 1.4.3): text needs 4.5 to its ground. The grounds are the design system's
(groundwork/ui/static/ui/fumibako.css); a test keeps the two alike.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

NEEDED = 4.5
WHITE, BLACK = "#ffffff", "#000000"
LIGHT_GROUNDS = ("#ffffff", "#f5f7f9", "#e9edf1", "#fdecea", "#fff4d6", "#e5f5ea")
DARK_GROUNDS = ("#1a2128", "#12171c", "#232c35", "#43201d", "#3a2d10", "#173323")
CARD = ("#ffffff", "#1a2128")
_COLOUR = re.compile(r"#[0-9a-f]{6}")
STEPS = 100


@dataclass(frozen=True)
class Shades:
    """The tokens that follow the colour, for one of the two appearances."""

    accent: str
    hover: str
    on_accent: str
    soft: str
    link: str


def is_colour(text: str) -> bool:
    """As it is stored: "#1a5fb4"."""
    return bool(_COLOUR.fullmatch(text))


def contrast(one: str, other: str) -> float:
    """From 1, the same, to 21, black on white."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def readable(colour: str) -> str:
    """The colour itself if white text can be read on it, else the nearest darker shade of it on which it can."""
    return _shaded(colour, BLACK, lambda shade: contrast(shade, WHITE) >= NEEDED)


def light(colour: str) -> Shades:
    """colour: one that is readable."""
    soft = mixed(colour, WHITE, 0.9)
    return Shades(
        accent=_shaded(colour, BLACK, _on((*CARD[:1], "#f5f7f9", soft))),
        hover=mixed(colour, BLACK, 0.2),
        on_accent=WHITE,
        soft=soft,
        link=_shaded(colour, BLACK, _on((*LIGHT_GROUNDS, soft))),
    )


def dark(colour: str) -> Shades:
    soft = mixed(colour, CARD[1], 0.7)
    accent = _shaded(colour, WHITE, _on((*DARK_GROUNDS[:3], soft)))
    return Shades(
        accent=accent,
        hover=mixed(accent, WHITE, 0.25),
        on_accent=_shaded(mixed(colour, BLACK, 0.8), BLACK, _on((accent,))),
        soft=soft,
        link=_shaded(accent, WHITE, _on((*DARK_GROUNDS, soft))),
    )


def stylesheet(colour: str) -> str:
    """The tokens of the design system that it replaces; empty where no colour is set."""
    if not is_colour(colour):
        return ""
    day, night = light(colour), dark(colour)
    tokens = {
        "accent": (day.accent, night.accent),
        "accent-hover": (day.hover, night.hover),
        "on-accent": (day.on_accent, night.on_accent),
        "accent-soft": (day.soft, night.soft),
        "link": (day.link, night.link),
        "meter-ok": (day.accent, night.accent),
    }
    lines = "".join(f"    --{name}: light-dark({pair[0]}, {pair[1]});\n" for name, pair in tokens.items())
    return f"@layer tokens {{\n  :root {{\n{lines}  }}\n}}\n"


def mixed(colour: str, other: str, share: float) -> str:
    """share: of the other one, from 0 to 1."""
    parts = zip(_parts(colour), _parts(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in parts)


def _shaded(colour: str, towards: str, fits: Callable[[str], bool]) -> str:
    """The first step on the way that fits; the last one is black or white and fits always."""
    shades = (mixed(colour, towards, step / STEPS) for step in range(STEPS))
    return next((shade for shade in shades if fits(shade)), towards)


def _on(grounds: Iterable[str]) -> Callable[[str], bool]:
    found = tuple(grounds)
    return lambda shade: all(contrast(shade, ground) >= NEEDED for ground in found)


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (value / 255 for value in _parts(colour))
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue

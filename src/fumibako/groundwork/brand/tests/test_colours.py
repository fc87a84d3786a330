"""The provider's colour: what can be read, and that the shades fit the design system's grounds."""

import re
from pathlib import Path

import pytest

from fumibako.groundwork.brand import colours

pytestmark = pytest.mark.feature("E6")
CSS = (Path(colours.__file__).parents[1] / "ui" / "static" / "ui" / "fumibako.css").read_text()
ANY = [
    *(f"#{value:02x}{other:02x}{third:02x}" for value in (0, 120, 255) for other in (0, 130, 255) for third in (0, 255))
]


def test_contrast_is_what_the_standard_says() -> None:
    assert colours.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert colours.contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)
    assert colours.contrast("#1a5fb4", "#1a5fb4") == 1


def test_a_dark_colour_stays_and_a_pale_one_gets_a_darker_neighbour() -> None:
    assert colours.readable("#1a5fb4") == "#1a5fb4"
    nearest = colours.readable("#ffcc00")
    assert nearest != "#ffcc00"
    assert colours.contrast(nearest, colours.WHITE) >= colours.NEEDED


@pytest.mark.parametrize("colour", ANY)
def test_every_shade_can_be_read_on_every_ground_in_light_and_in_dark(colour: str) -> None:
    usable = colours.readable(colour)
    for shades, grounds in (
        (colours.light(usable), colours.LIGHT_GROUNDS),
        (colours.dark(usable), colours.DARK_GROUNDS),
    ):
        for ground in (*grounds, shades.soft):
            assert colours.contrast(shades.link, ground) >= colours.NEEDED
        assert colours.contrast(shades.on_accent, shades.accent) >= colours.NEEDED
        assert colours.contrast(shades.accent, shades.soft) >= colours.NEEDED


def test_the_grounds_are_the_design_systems() -> None:
    names = ("card", "page", "raised", "danger-soft", "warn-soft", "ok-soft")
    found = [re.search(rf"--{name}: light-dark\((#\w+), (#\w+)\)", CSS) for name in names]
    assert tuple(pair.group(1) for pair in found if pair) == colours.LIGHT_GROUNDS
    assert tuple(pair.group(2) for pair in found if pair) == colours.DARK_GROUNDS


def test_the_stylesheet_replaces_tokens_that_there_are_and_nothing_else() -> None:
    sheet = colours.stylesheet("#0b6e4f")
    tokens = re.findall(r"--([a-z-]+):", sheet)
    assert tokens
    assert all(f"--{token}:" in CSS for token in tokens)
    assert colours.stylesheet("") == ""
    assert colours.stylesheet("red;}</style>") == ""

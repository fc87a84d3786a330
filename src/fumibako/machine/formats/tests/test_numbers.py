import pytest

from fumibako.machine.formats.numbers import number_of


@pytest.mark.parametrize("text", [None, "", "-1", "1.5", "１２", "²", "x", " 1", "9" * 11, "9" * 5000])
def test_what_is_no_number_is_the_default(text: str | None) -> None:
    assert number_of(text) == 0
    assert number_of(text, 1) == 1


def test_digits_are_a_number() -> None:
    assert number_of("4294967295") == 4294967295

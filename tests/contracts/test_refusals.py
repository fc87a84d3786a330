"""Every refusal has words, in both languages, whatever its values."""

import importlib
import inspect
import pkgutil
from collections.abc import Iterator

import pytest
from django.utils import translation

import fumibako
from fumibako.chapters.identity.logins.errors import BadPassword
from fumibako.chapters.mail.accounts.errors import UnreadableAddress
from fumibako.groundwork.notices.errors import WordingRefused
from fumibako.groundwork.rules import Refused
from fumibako.machine.formats.addresses import BadAddress
from fumibako.machine.notices.wording import BadWording

pytestmark = pytest.mark.feature("A2")


class _Anything(dict[str, object]):
    """Has a value for every name."""

    def __missing__(self, name: str) -> object:
        return 7


def refusals() -> list[type[Refused]]:
    for module in pkgutil.walk_packages(fumibako.__path__, "fumibako."):
        if module.name.endswith((".errors", ".services", ".rules")):
            importlib.import_module(module.name)
    return [*_below(Refused)]


def _below(kind: type[Refused]) -> Iterator[type[Refused]]:
    for found in kind.__subclasses__():
        if ".tests." not in found.__module__:  # another test of this process may have made one
            yield from (found, *_below(found))


def takes_values_only(kind: type[Refused]) -> bool:
    """Whether it can be made without positional arguments; the others have tests of their own."""
    parameters = inspect.signature(kind).parameters.values()
    return not any(p.default is p.empty and p.kind is p.POSITIONAL_OR_KEYWORD for p in parameters)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_refusal_has_words(language: str) -> None:
    made: list[Refused] = [kind() for kind in refusals() if takes_values_only(kind)]
    for refusal in made:
        refusal.values = _Anything()
    made += [BadPassword(reason) for reason in ("short", "long", "characters", "common", "address")]
    made += [
        UnreadableAddress(BadAddress(code, "x\0")) for code in ("empty", "control", "shape", "domain", "local_part")
    ]
    made += [WordingRefused(BadWording(code, "link")) for code in ("subject", "body", "unknown", "missing")]
    assert len(made) > 20
    with translation.override(language):
        for refusal in made:
            words = str(refusal)
            assert len(words) > 8 and "%" not in words, refusal.code
            assert any("\u3040" <= character <= "\u9fff" for character in words) == (language == "ja"), refusal.code

"""Every aspect owns the grammar of its keys, and no other key makes a scope."""

import pytest

from fumibako.machine.state import Aspect, BadScope, Forward, Mailbox, MailDomain, Scope, State

pytestmark = pytest.mark.feature("A2")
BAD = [
    (Aspect.BOX, "boxes"),
    (Aspect.DOMAIN, ""),
    (Aspect.DOMAIN, ".."),
    (Aspect.DOMAIN, "../etc"),
    (Aspect.DOMAIN, "example.jp/../.."),
    (Aspect.DOMAIN, "EXAMPLE.jp"),
    (Aspect.DOMAIN, "example.jp\n"),
    (Aspect.DOMAIN, "taro@example.jp"),
    (Aspect.ACCOUNT, "../taro@example.jp"),
    (Aspect.ACCOUNT, "taro@example.jp/.."),
    (Aspect.ACCOUNT, "a@b@example.jp"),
    (Aspect.SIEVE, "/etc@example.jp"),
    (Aspect.SIEVE, "-f@example.jp"),
    (Aspect.SIEVE, "example.jp"),
]


@pytest.mark.parametrize(("aspect", "key"), BAD, ids=str)
def test_a_key_outside_its_aspects_grammar_makes_no_scope(aspect: Aspect, key: str) -> None:
    with pytest.raises(BadScope, match="not a scope"):
        Scope(aspect, key)
    with pytest.raises(BadScope, match="not a scope"):
        Scope.parse(aspect.value, key)


def test_an_unknown_aspect_makes_no_scope() -> None:
    with pytest.raises(BadScope, match=r"not a scope: weather:example\.jp"):
        Scope.parse("weather", "example.jp")


@pytest.mark.parametrize(
    ("aspect", "key", "path"),
    [
        ("box", "box", "box"),
        ("domain", "xn--wgv71a.example", "xn--wgv71a.example"),
        ("account", "taro.y_2@example.jp", "example.jp/taro.y_2"),
        ("sieve", "taro@example.jp", "example.jp/taro"),
    ],
)
def test_a_scope_has_a_directory_of_its_own(aspect: str, key: str, path: str) -> None:
    scope = Scope.parse(aspect, key)
    assert (scope.path, str(scope)) == (path, f"{aspect}:{key}")


def test_a_wish_is_found_by_its_class() -> None:
    forward = Forward(targets=("a@out.example",), keeps_copy=True)
    mailbox = Mailbox(address="taro@example.jp", password_hash="x", quota_bytes=1)
    state = State(scope=Scope(Aspect.SIEVE, "taro@example.jp"), wishes=(mailbox, forward))
    assert (state.wish(Forward), state.wish(Mailbox), state.wish(MailDomain)) == (forward, mailbox, None)

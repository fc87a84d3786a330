"""Which addresses and domains there are, here and elsewhere."""

import pytest

from fumibako.machine.formats.addresses import (
    BadAddress,
    parse_address,
    parse_domain,
    parse_foreign_address,
    parse_local_part,
    part_as_stored,
)

pytestmark = pytest.mark.feature("B1")


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("Taro@Example.JP", "taro@example.jp"),
        ("　taro.yamada@example.jp ", "taro.yamada@example.jp"),
        ("a_b-c@日本語.jp", "a_b-c@xn--wgv71a119e.jp"),
        ("ｔａｒｏーｙ＠ｅｘａｍｐｌｅ。ｊｐ", "taro-y@example.jp"),
    ],
)
def test_an_address_of_ours_is_normalised(given: str, wanted: str) -> None:
    assert parse_address(given) == wanted


@pytest.mark.parametrize(
    "given",
    [
        *(
            "",
            "taro",
            "@example.jp",
            "taro@",
            "taro@example",
            "ta ro@example.jp",
            "taro@exa_mple.jp",
            ".a@b.jp",
            "a.@b.jp",
        ),
        *(
            "a..b@c.jp",
            "taro@198.51.100.1",
            "taro@[198.51.100.1]",
            "taroー鈴木@example.jp",
            "../x@example.jp",
            "a/b@c.jp",
        ),
        *(
            "a\r\n@example.jp",
            "a\0@example.jp",
            "a@exam\u202eple.jp",
            "a@サ―バ―商店.jp",
            "a@ラ‐メン.jp",
            "x" * 65 + "@example.jp",
            "a@" + "x" * 64 + ".jp",
            '"a b"@c.jp',
        ),
    ],
)
def test_case_001_what_is_no_address_is_refused(given: str) -> None:
    with pytest.raises(BadAddress):
        parse_address(given)


def test_old_telephone_addresses_are_known_elsewhere_but_not_made_here() -> None:
    assert parse_foreign_address("Taro..y.@docomo.example") == "Taro..y.@docomo.example"
    with pytest.raises(BadAddress):
        parse_local_part("taro..y.")


def test_a_domain_may_end_with_its_dot() -> None:
    assert parse_domain("Example.JP.") == "example.jp"


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("faß.de", "xn--fa-hia.de"),  # another domain than fass.de
        ("βόλος.com", "xn--nxasmm1c.com"),
        ("Bücher.example", "xn--bcher-kva.example"),
        ("ﾃｽﾄ.jp", "xn--zckzah.jp"),
        ("例え。テスト", "xn--r8jz45g.xn--zckzah"),
        ("データ・センター.jp", "xn--1ckhb3a9rsbff.jp"),
    ],
)
def test_a_domain_is_read_as_browsers_read_it(typed: str, stored: str) -> None:
    """IDNA 2008 with UTS 46."""
    assert parse_domain(typed) == stored
    assert part_as_stored(f"info@{typed}") == f"info@{stored}"


@pytest.mark.parametrize("name", ["☃.net", "㈱.jp", "٠١.com", "नी\u200c.com", "a" * 64 + ".日本"])
def test_a_name_that_no_registry_may_give_is_refused(name: str) -> None:
    with pytest.raises(BadAddress):
        parse_domain(name)


@pytest.mark.parametrize("name", ["ラーメン太郎.jp", "サーバー商店.jp", "カレーabc.jp", "xn--4dkp5a8ay893b301d.jp"])
def test_the_long_vowel_mark_is_a_letter_of_a_japanese_domain(name: str) -> None:
    """Read as a hyphen it would make a stranger's domain of it."""
    assert parse_domain(name) == name.encode("idna").decode()  # where 2003 and 2008 agree
    assert parse_foreign_address(f"info@{name}") == f"info@{parse_domain(name)}"

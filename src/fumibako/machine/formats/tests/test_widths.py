import pytest

from fumibako.machine.formats.widths import half_width, widths

pytestmark = pytest.mark.feature("B1")


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("Ｗ０００００００１２", "W000000012"),
        ("ｔａｒｏーｙａｍａｄａ＠ｓａｍｐｌｅ．ｅｘａｍｐｌｅ", "taro-yamada@sample.example"),
        ("a――b−c", "a--b-c"),
        ("ラーメン太郎.jp", "ラーメン太郎.jp"),
        ("ｻｰﾊﾞｰ商店.jp", "サーバー商店.jp"),
        ("abcー商店.jp", "abcー商店.jp"),
    ],
)
def test_a_text_is_read_in_half_width(given: str, wanted: str) -> None:
    assert half_width(given) == wanted
    assert half_width(wanted) == wanted


@pytest.mark.parametrize(
    ("given", "others"),
    [("ｓｕｚｕｋｉ", {"suzuki"}), ("abc", {"ａｂｃ", "ＡＢＣ"}), ("ｶﾞｽﾊﾟｰ", {"ガスパー"}), ("ガスパー", {"ｶﾞｽﾊﾟｰ"})],
)
def test_somebody_may_have_written_it_in_another_width(given: str, others: set[str]) -> None:
    assert others | {given} <= widths(given)

"""Account lists read line by line, without a database."""

import pytest
from django.utils import translation

from fumibako.chapters.mail.bulk import columns
from fumibako.chapters.mail.bulk.columns import Action
from fumibako.chapters.mail.bulk.errors import NoAddressColumn, TwoColumns, UnreadableFile
from fumibako.chapters.mail.bulk.sheet import Entry, Sheet, parse

pytestmark = pytest.mark.feature("B2")
DOMAINS = ("sample.example", "xn--wgv71a119e.jp")
GIGABYTE = 1 << 30


def sheet(text: str, codec: str = "utf-8") -> Sheet:
    return parse(text.encode(codec), domains=DOMAINS, default="sample.example")


def entry(header: str, line: str) -> Entry:
    (found,) = sheet(f"{header}\n{line}\n").entries
    return found


def codes(found: Entry) -> list[str]:
    return [problem.code for problem in found.problems]


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "cp932"])
def test_the_plain_file_that_people_bring_is_read(codec: str) -> None:
    found = sheet(
        "部署・氏名,メールアカウント,パスワード\n営業部　髙橋 一郎,takahashi,Kaban-to-kasa-77\n", codec
    ).entries
    assert found == (
        Entry(
            line=2,
            typed="takahashi",
            address="takahashi@sample.example",
            display_name="営業部　髙橋 一郎",
            password="Kaban-to-kasa-77",
        ),
    )


def test_every_column_of_ours_is_read_in_any_order() -> None:
    found = entry(
        "状態,容量(GB),パスワード,表示名,処理,メールアドレス", "停止中,1.5,pass,代表,変更,info@sample.example"
    )
    assert (found.action, found.address, found.display_name) == (Action.CHANGE, "info@sample.example", "代表")
    assert (found.password, found.quota_bytes, found.is_suspended) == ("pass", GIGABYTE * 3 // 2, True)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_what_we_call_a_column_or_a_word_we_read_again(language: str) -> None:
    with translation.override(language):
        places, unknown = columns.columns_of(columns.titles().values())
        assert list(places) == list(columns.titles()) and unknown == []
        assert [columns.action_of(columns.action_title(action)) for action in Action] == list(Action)
        assert [columns.suspended_of(columns.status_title(value)) for value in (True, False)] == [True, False]


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("sato", "sato@sample.example"),
        ("ＳＡＴＯ＠sample.example", "sato@sample.example"),
        (" sato@SAMPLE.example ", "sato@sample.example"),
        ("sato@日本語.jp", "sato@xn--wgv71a119e.jp"),
    ],
)
def test_an_address_is_read_as_people_write_it(typed: str, address: str) -> None:
    assert entry("メールアドレス", typed).address == address


@pytest.mark.parametrize(
    ("header", "line", "code"),
    [
        ("address", "佐藤@sample.example", "address_local_part"),
        ("address", "@sample.example", "address_empty"),
        ("address", "a b@sample.example", "address_local_part"),
        ("address", "sato@other.example", "foreign_domain"),
        ("address", "sato@", "address_empty"),
        ("address,name", ",佐藤", "address_empty"),
        ("address,action", "sato,消す", "unknown_action"),
        ("address,status", "sato,maybe", "unknown_status"),
        ("address,size", "sato,many", "unreadable_size"),
        ("address,size", "sato,nan", "unreadable_size"),
        ("address,size", "sato,1e999999", "unreadable_size"),
        ("address,size", "sato,0", "bad_quota"),
        ("address,size", "sato,-1", "bad_quota"),
        ("address,name", "sato,佐藤,花子", "too_many_cells"),
        ("address,name", f"sato,{'長' * 101}", "bad_display_name"),
        ("address,name", 'sato,"a\nb"', "bad_display_name"),
        ("address,name", "sato,\ue000", "bad_display_name"),
    ],
)
def test_case_114_what_is_wrong_with_a_line_is_its_error(header: str, line: str, code: str) -> None:
    assert codes(entry(header, line)) == [code]


def test_every_mistake_of_a_line_is_told_at_once() -> None:
    assert codes(entry("処理,address,size", "x,佐藤,y")) == ["unknown_action", "address_local_part", "unreadable_size"]


def test_case_114_of_two_lines_with_one_address_the_second_is_refused() -> None:
    first, second = sheet("処理,address\n追加,sato\n削除,SATO@sample.example\n").entries
    assert codes(first) == []
    assert codes(second) == ["twice_in_file"]
    assert "2" in str(second.problems[0])


def test_a_row_that_is_short_has_empty_cells() -> None:
    assert codes(entry("address,name,size", "sato")) == []


def test_columns_that_nobody_knows_are_named_and_left_out() -> None:
    found = sheet("社員番号,address,,備考\n17,sato,,x\n")
    assert found.unknown == ("社員番号", "備考")
    assert codes(found.entries[0]) == []


def test_a_file_without_addresses_is_refused() -> None:
    with pytest.raises(NoAddressColumn):
        sheet("佐藤,sato\n鈴木,suzuki\n")


def test_case_114_a_header_that_names_a_column_twice_is_refused() -> None:
    with pytest.raises(TwoColumns):
        sheet("メールアドレス,address\na,b\n")


def test_what_is_no_csv_is_refused_in_words() -> None:
    with pytest.raises(UnreadableFile) as refused:
        sheet('address\n"a"b\n')
    assert "2" in str(refused.value)


def test_an_address_without_a_domain_needs_one_to_belong_to() -> None:
    (found,) = parse(b"address\nsato\n", domains=DOMAINS, default="").entries
    assert codes(found) == ["address_shape"]


def test_a_password_is_neither_cleaned_nor_shown() -> None:
    found = entry("address,password", "sato,'=Kaban ｶﾊﾞﾝ ")
    assert found.password == "'=Kaban ｶﾊﾞﾝ "
    assert "Kaban" not in repr(found)

"""Which folder becomes which."""

import pytest

from fumibako.chapters.mail.moving_in.folders import Found, Pair, paired

pytestmark = pytest.mark.feature("B15")


def found(*names: str, separator: str = "/", **flags: bytes) -> list[Found]:
    return [Found(name, frozenset({flags[name]} if name in flags else ()), separator) for name in names]


def test_names_are_kept_and_levels_become_ours() -> None:
    assert paired(found("INBOX", "請求書.2026年", separator=".")) == (
        Pair("INBOX", "INBOX"),
        Pair("請求書.2026年", "請求書/2026年"),
    )


def test_children_of_the_inbox_stand_beside_it_where_all_of_them_are() -> None:
    assert Pair("INBOX.社外", "社外") in paired(found("INBOX", "INBOX.社外", "INBOX.Sent", separator="."))
    assert Pair("INBOX.社外", "INBOX/社外") in paired(found("INBOX", "INBOX.社外", "Archive", separator="."))


@pytest.mark.parametrize(
    "name", ["Sent Items", "送信済みアイテム", "Sent Messages", "SENT", "INBOX.Sent"], ids=lambda name: name
)
def test_a_folder_for_sent_mail_becomes_ours(name: str) -> None:
    assert Pair(name, "Sent") in paired(found("INBOX", name, separator="."))


def test_special_use_says_more_than_the_name() -> None:
    folders = [Found("Papierkorb", frozenset({b"\\Trash"}), "/"), Found("Spamverdacht", frozenset({b"\\Junk"}), "/")]
    assert paired(folders) == (Pair("Spamverdacht", "Junk"), Pair("Papierkorb", "Trash"))


def test_nodes_without_mail_and_views_of_other_folders_are_left_out() -> None:
    folders = [
        Found("[Gmail]", frozenset({b"\\Noselect"}), "/"),
        Found("[Gmail]/All Mail", frozenset({b"\\All"}), "/"),
        Found("INBOX", frozenset(), "/"),
    ]
    assert paired(folders) == (Pair("INBOX", "INBOX"),)


def test_our_separator_within_a_name_makes_no_level() -> None:
    assert paired(found("見積/請求", separator=".")) == (Pair("見積/請求", "見積_請求"),)

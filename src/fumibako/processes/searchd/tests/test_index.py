"""A substring is found, and nothing else."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from fumibako.processes.searchd import index as module
from fumibako.processes.searchd.index import FIELDS, Index, Mail
from fumibako.processes.searchd.questions import NotAsked, answer

pytestmark = pytest.mark.feature("F")
BOX = "0" * 32
TEXTS = {
    1: {
        "body": "お世話になっております。\n株式会社山田 太郎です。\n東京\n大阪",
        "subject": "【重要】見積書㈱ ﾃｽﾄ",
        "from": "髙橋 <a@b.jp>",
    },
    2: {
        "body": "x" * 30 + "とても長い行なので株式会\n社と折り返す",
        "hdr": "Content-Disposition: attachment; filename*=UTF-8''%E8%A6%8B%E7%A9%8D.pdf\n",
    },
    3: {"body": 'Say "quoted" (a) or-b:c* \\ now', "cc": "c@d.jp"},
}


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    made = Index(tmp_path / "one.sqlite3")
    made.add(Mail(BOX, uid, text) for uid, text in TEXTS.items())
    yield made
    made.close()


@pytest.mark.parametrize(
    ("fields", "query", "found"),
    [
        (("subject",), "見積", {1}),
        (("subject",), "(株)", {1}),
        (("subject",), "㈱", {1}),
        (("subject",), "テスト", {1}),
        (("from",), "高橋", {1}),
        (("from",), "髙橋", {1}),
        (("body",), "の", {2}),
        (("body",), "株式会社", {1, 2}),
        (("body",), "山田太郎", {1}),
        (("body",), "京大", set()),
        (FIELDS, "見積.pdf", {2}),
        (("body",), '"quoted"', {3}),
        (("body",), '"', {3}),
        (("body",), "c* \\", {3}),
        (("body",), "or-b:", {3}),
        (("cc",), "", {3}),
        (("body",), "SAY", {3}),
        (("body",), "ay ", {3}),
        (("body",), "現在", set()),
    ],
)
def test_a_substring_is_found_and_nothing_else(
    index: Index, fields: tuple[str, ...], query: str, found: set[int]
) -> None:
    assert index.numbers(((fields, query),)) == found


def test_a_mail_that_comes_twice_is_there_once_and_one_that_went_is_not(index: Index) -> None:
    index.add([Mail(BOX, 1, {"body": "新しい本文"})])
    index.forget([(BOX, 2)])
    assert index.uids(index.numbers(((("body",), "株式会社"),)), BOX) == []
    assert index.uids(index.numbers(((("body",), "新しい"),)), BOX) == [1]
    assert index.last_uid(BOX) == 3


def test_it_is_made_anew_when_most_of_it_has_gone(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SMALL", 2)
    index.forget([(BOX, 1)])
    assert not index.is_mostly_waste()
    index.forget([(BOX, 2)])
    assert index.is_mostly_waste()


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("{!lucene q.op=AND}body:東京", {1}),
        ("-body:東京", {2, 3}),
        ("(hdr:見積 OR body:見積)", {1, 2}),
        ("subject:見積 AND body:大阪", {1}),
        ("subject:見積 OR body:折り返す", {1, 2}),
        ("(hdr:見積 OR body:見積) AND (hdr:大阪 OR body:大阪)", {1}),
        ("(hdr:見積 OR body:見積) AND (hdr:京 OR body:京)", {1}),
        ("hdr:見積 AND -body:東京", {2}),
        ("subject:見積 AND body:京 AND body:東京 OR body:折り返す", {1, 2}),
        (r"body:or\-b\:c\*\ \\", {3}),
        ('cc:""', {3}),
        ("body:東京~", {1}),
        ("-(hdr:見積 OR body:見積)", {3}),
        ("body:です。\u3000次", set()),
    ],
)
def test_the_plugins_questions_are_understood(index: Index, question: str, found: set[int]) -> None:
    assert answer(question, index.numbers, lambda: index.everything([BOX])) == found


@pytest.mark.parametrize(
    "question",
    ["", "body:a AND", "(body:a", "uid:7", "uid:7 AND body:a", "body:a)", "(" * 60 + "body:a" + ")" * 60],
)
def test_anything_else_is_refused_and_not_taken_for_no_hit(index: Index, question: str) -> None:
    with pytest.raises(NotAsked):
        answer(question, index.numbers, set)

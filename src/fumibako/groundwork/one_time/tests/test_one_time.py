"""Links and codes work once, for a while, for one subject, and are issued so often and no more."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection, transaction
from django.utils import timezone

from fumibako.groundwork.one_time.errors import CodeEnded, LinkEnded, TooManyIssued, WrongCode
from fumibako.groundwork.one_time.models import Issued
from fumibako.groundwork.one_time.purpose import Purpose
from fumibako.groundwork.one_time.services import consume, consume_code, end_all, forget_old, issue, issue_code, look
from fumibako.groundwork.rules import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.feature("A4", "C2")]
RESET = Purpose(name="reset", lifetime=timedelta(minutes=60))
OTHER = Purpose(name="other", lifetime=timedelta(minutes=60))
CODE = Purpose(name="code", lifetime=timedelta(minutes=10), window=timedelta(minutes=30))
REMOTE = "203.0.113.9"


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], None]:
    """Moves the clock on from where the test began."""
    began = timezone.now()
    return lambda delay: monkeypatch.setattr(timezone, "now", lambda: began + delay)


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10 ** len(code):0{len(code)}}"


def test_a_link_leads_to_its_subject_and_what_was_noted_with_it() -> None:
    token = issue(RESET, "17", proof="mark", note="a@b.example")
    found = look(RESET, token)
    assert found is not None
    assert (found.subject, found.proof, found.note) == ("17", "mark", "a@b.example")
    assert consume(RESET, token) == found


def test_looking_consumes_nothing() -> None:
    token = issue(RESET, "17")
    for _ in range(5):
        assert look(RESET, token)
    assert consume(RESET, token)


def test_case_054_a_link_works_once() -> None:
    token = issue(RESET, "17")
    consume(RESET, token)
    assert look(RESET, token) is None
    with pytest.raises(LinkEnded):
        consume(RESET, token)


def test_a_change_that_fails_leaves_the_link_as_it_was() -> None:
    token = issue(RESET, "17")
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        consume(RESET, token)
        raise ZeroDivisionError
    assert consume(RESET, token)


def test_case_054_of_two_links_the_older_works_no_longer() -> None:
    older, newer = issue(RESET, "17"), issue(RESET, "17")
    with pytest.raises(LinkEnded):
        consume(RESET, older)
    assert consume(RESET, newer)


def test_case_054_a_link_works_until_its_last_second(later: Callable[[timedelta], None]) -> None:
    token = issue(RESET, "17")
    later(RESET.lifetime - timedelta(seconds=1))
    assert look(RESET, token)
    later(RESET.lifetime + timedelta(seconds=1))
    assert look(RESET, token) is None
    with pytest.raises(LinkEnded):
        consume(RESET, token)


def test_a_link_for_one_purpose_is_none_for_another() -> None:
    token = issue(RESET, "17")
    assert look(OTHER, token) is None
    with pytest.raises(LinkEnded):
        consume(OTHER, token)


@pytest.mark.parametrize(
    "damage",
    [
        lambda t: t[:-1],
        lambda t: t + "A",
        lambda t: t.swapcase(),
        lambda t: "",
        lambda t: " " + t,
        lambda t: "\ud800",
        lambda t: t * 40000,
    ],
    ids=["truncated", "longer", "case", "empty", "blank", "half a pair", "a megabyte"],
)
def test_case_054_a_damaged_token_is_none(damage: Callable[[str], str]) -> None:
    token = damage(issue(RESET, "17"))
    assert look(RESET, token) is None
    with pytest.raises(LinkEnded):
        consume(RESET, token)


def test_a_token_has_more_than_128_bits_and_is_not_stored() -> None:
    token = issue(RESET, "17")
    assert re.fullmatch(r"[A-Za-z0-9_-]{32}", token)
    assert token not in str(Issued.objects.values().get())


def test_a_code_is_not_stored_and_cannot_be_tried_against_what_is(settings: object) -> None:
    code = issue_code(CODE, "17")
    stored = Issued.objects.get().secret_hash
    settings.SECRET_KEY = "of another box"  # type: ignore[attr-defined]
    with pytest.raises(WrongCode):
        consume_code(CODE, "17", code)
    assert re.fullmatch("[0-9a-f]{64}", stored)


@pytest.mark.parametrize("digits", [6, 8])
def test_a_code_has_its_digits_and_works_once(digits: int) -> None:
    purpose = Purpose(name="code", lifetime=timedelta(minutes=10), digits=digits)
    code = issue_code(purpose, "17", note="x")
    assert re.fullmatch(f"[0-9]{{{digits}}}", code)
    assert consume_code(purpose, "17", code).note == "x"
    with pytest.raises(CodeEnded):
        consume_code(purpose, "17", code)


@pytest.mark.parametrize("digits", [5, 9])
def test_a_code_that_is_easily_guessed_or_mistyped_is_no_purpose(digits: int) -> None:
    with pytest.raises(ValueError, match="6 to 8"):
        Purpose(name="code", lifetime=timedelta(minutes=10), digits=digits)


def test_case_058_five_wrong_tries_end_a_code() -> None:
    code = issue_code(CODE, "17")
    left = []
    for _ in range(4):
        with pytest.raises(WrongCode) as refusal:
            consume_code(CODE, "17", wrong(code))
        left.append(refusal.value.values["tries"])
    assert left == [4, 3, 2, 1]
    for guess in (wrong(code), code):
        with pytest.raises(CodeEnded):
            consume_code(CODE, "17", guess)


@pytest.mark.parametrize("typed", ["", "0", "1" * 1_000_000, "\0", "\ud800", "１２３４５６"])
def test_case_058_what_is_no_code_is_a_wrong_one(typed: str) -> None:
    issue_code(CODE, "17")
    with pytest.raises(WrongCode):
        consume_code(CODE, "17", typed)


def test_case_058_a_code_is_for_its_subject_and_its_time(later: Callable[[timedelta], None]) -> None:
    code = issue_code(CODE, "17")
    with pytest.raises(CodeEnded):
        consume_code(CODE, "18", code)
    later(timedelta(minutes=10, seconds=1))
    with pytest.raises(CodeEnded):
        consume_code(CODE, "17", code)


def test_case_058_a_new_code_ends_the_old_one(monkeypatch: pytest.MonkeyPatch) -> None:
    old, new = issue_code(CODE, "17"), issue_code(CODE, "17")
    if old != new:
        with pytest.raises(WrongCode):
            consume_code(CODE, "17", old)
    assert consume_code(CODE, "17", new)


def test_case_121_a_subject_gets_three_within_an_hour(later: Callable[[timedelta], None]) -> None:
    issue(RESET, "17")
    later(timedelta(minutes=20, seconds=1))
    issue(RESET, "17"), issue(RESET, "17")
    for _ in range(100):
        with pytest.raises(TooManyIssued) as refusal:
            issue(RESET, "17")
    assert refusal.value.values == {"minutes": 40}
    assert issue(RESET, "18") and issue(OTHER, "17")
    later(timedelta(minutes=60, seconds=1))
    assert issue(RESET, "17")
    with pytest.raises(TooManyIssued):
        issue(RESET, "17")


def test_a_refused_request_leaves_the_link_before_it_working() -> None:
    tokens = [issue(RESET, "17") for _ in range(3)]
    with pytest.raises(TooManyIssued):
        issue(RESET, "17")
    assert look(RESET, tokens[-1])


def test_a_network_address_asks_twenty_times_an_hour_whomever_for() -> None:
    for number in range(20):
        issue(RESET, str(number), remote=REMOTE)
    with pytest.raises(TooManyIssued):
        issue(RESET, "next", remote=REMOTE)
    assert issue(RESET, "next", remote="203.0.113.10")


def test_all_of_a_subject_can_be_ended() -> None:
    tokens = [issue(RESET, "17"), issue(RESET, "18")]
    end_all(RESET, "17")
    assert [look(RESET, token) is not None for token in tokens] == [False, True]


def test_rows_are_forgotten_when_they_neither_work_nor_count(later: Callable[[timedelta], None]) -> None:
    issue(RESET, "17")
    consume_code(CODE, "17", issue_code(CODE, "17"))
    later(timedelta(minutes=30, seconds=1))
    assert forget_old() == 1
    later(timedelta(minutes=60, seconds=1))
    assert forget_old() == 1
    assert not Issued.objects.exists()


def together(number: int, deed: Callable[[], object]) -> list[object]:
    """What became of doing it that many times at once, each on a connection of its own."""
    line = Barrier(number)

    def do(_: int) -> object:
        try:
            line.wait(30)
            return deed()
        except Refused as refusal:
            return refusal.code
        finally:
            connection.close()

    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(do, range(number)))


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_two_clicks_at_once_one_consumes_the_link() -> None:
    token = issue(RESET, "17")
    assert together(4, lambda: consume(RESET, token) and "done").count("done") == 1


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_guesses_at_once_are_all_counted() -> None:
    code = issue_code(CODE, "17")
    answers = together(8, lambda: consume_code(CODE, "17", wrong(code)))
    assert sorted(answers) == ["code_ended"] * 4 + ["wrong_code"] * 4


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_case_121_requests_at_once_are_no_way_around_the_limit() -> None:
    assert together(8, lambda: issue(RESET, "17") and "issued").count("issued") == 3

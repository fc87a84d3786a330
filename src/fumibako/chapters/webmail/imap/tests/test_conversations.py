"""Threads as IMAP tells them, as lines of a list."""

import pytest

from fumibako.chapters.webmail.imap.conversations import in_conversations

pytestmark = pytest.mark.feature("F")


def test_the_conversation_with_the_newest_mail_comes_first() -> None:
    assert in_conversations(((2,), (3, 6, (4, 23), (44, 7, 96)), (50,))) == [[96, 44, 23, 7, 6, 4, 3], [50], [2]]


def test_the_deepest_does_not_end_it() -> None:
    thread: tuple[object, ...] = ()
    for uid in range(1, 5001):
        thread = (uid, thread)
    assert in_conversations((thread,)) == [list(range(5000, 0, -1))]

"""Questions that hold the text, for the search of the menus."""

from collections.abc import Iterator
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from fumibako.chapters.member.faces import face_of
from fumibako.chapters.member.faq.queries import questions
from fumibako.groundwork.ui.shell import Link

SHOWN = 5


def for_members(request: HttpRequest, text: str) -> Iterator[Link]:
    page = f"{reverse(f'{face_of(request)}:faq')}?{urlencode({'q': text})}"  # with it they are unfolded
    for question in questions(search=text)[:SHOWN]:
        yield Link(question.headline, f"{page}#q-{question.pk}", "question")

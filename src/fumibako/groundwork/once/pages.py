"""The same for a page that sends the browser on when it has done something: where to, and what is said there."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from fumibako.groundwork.once.services import Result, once
from fumibako.groundwork.ui.toasts import added

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


class _NothingDone(Exception):
    """The page shows something, such as mistakes: nothing is kept, and what it may have written is taken back."""

    def __init__(self, answer: HttpResponseBase) -> None:
        super().__init__()
        self.answer = answer


def done_once(view: View) -> View:
    """Not for a page that hashes a password or asks a daemon for long: it would do so inside the transaction."""

    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method != "POST":
            return view(request, *args, **kwargs)
        answers: list[HttpResponseBase] = []

        def do() -> Result:
            answers.append(view(request, *args, **kwargs))
            if answers[0].status_code != 302:
                raise _NothingDone(answers[0])
            words = added(request)
            if any(level >= messages.ERROR for level, _ in words):
                return {}  # whoever tries again means it
            return {"to": answers[0].headers["Location"], "words": words}

        try:
            result = once(request, do)
        except _NothingDone as other:
            return other.answer
        return answers[0] if answers else _again(request, result)

    return cast(View, page)


def _again(request: HttpRequest, result: Result) -> HttpResponseBase:
    for level, words in result["words"]:
        messages.add_message(request, level, words)
    return redirect(result["to"])

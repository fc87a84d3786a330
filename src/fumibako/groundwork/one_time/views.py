"""The page of a link that does not work any more."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from fumibako.groundwork.one_time.errors import LinkEnded


def ended(request: HttpRequest, again: str) -> HttpResponse:
    """again: the name of the page on which another link can be had."""
    return render(request, "one_time/ended.html", {"words": LinkEnded(), "again": reverse(again)}, status=410)

"""The guide, for everybody (A1)."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from fumibako.chapters.member.faces import face_of
from fumibako.chapters.member.faq.queries import questions
from fumibako.chapters.member.guide.topics import Group, find, topics

QUESTIONS_SHOWN = 6


@require_GET
def contents(request: HttpRequest) -> HttpResponse:
    search = request.GET.get("q", "")[:100].strip()
    found = find(face_of(request), search)
    groups = [(group.label, [topic for topic in found if topic.group is group]) for group in Group]
    context = {
        "search": search,
        "groups": [(label, rows) for label, rows in groups if rows],
        "questions": questions(search=search)[:QUESTIONS_SHOWN] if search else (),
    }
    return render(request, "guide/contents.html", context)


@require_GET
def page(request: HttpRequest, topic: str) -> HttpResponse:
    """Where the reader is in the menu that the page is about, it leads there."""
    face = face_of(request)
    found = next((one for one in topics(face) if one.slug == topic), None)
    if found is None:
        raise Http404
    beside = [one for one in topics(face) if one.group is found.group]
    leads_to = found.page if found.face == face else ""
    return render(request, "guide/page.html", {"topic": found, "beside": beside, "leads_to": leads_to})

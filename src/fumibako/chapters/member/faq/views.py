"""Questions and answers, for everybody and for the operator who writes them (A1)."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from fumibako.chapters.member.categories import Category
from fumibako.chapters.member.faces import face_of
from fumibako.chapters.member.faq import services
from fumibako.chapters.member.faq.forms import WriteQuestion
from fumibako.chapters.member.faq.models import Question
from fumibako.chapters.member.faq.queries import by_category, questions
from fumibako.chapters.member.guide.topics import find
from fumibako.chapters.member.requests import StaffRequest
from fumibako.groundwork.once.pages import done_once
from fumibako.groundwork.rules import Refused

FIELDS = ("category", "question", "answer", "question_en", "answer_en", "position")
TOPICS_SHOWN = 6
show = require_http_methods(["GET", "POST"])


@require_GET
def read(request: HttpRequest) -> HttpResponse:
    search = request.GET.get("q", "")[:100].strip()
    category = request.GET.get("category", "")
    category = category if category in Category.values else ""
    groups = by_category(questions(search=search, category=category))
    context = {
        "groups": groups,
        "search": search,
        "category": category,
        "categories": Category.choices,
        "topics": find(face_of(request), search)[:TOPICS_SHOWN] if search else (),
    }
    return render(request, "faq/read.html", context)


@require_GET
def listed(request: StaffRequest) -> HttpResponse:
    return render(request, "faq/list.html", {"groups": by_category(questions())})


@show
@done_once
def add(request: StaffRequest) -> HttpResponse:
    form = WriteQuestion(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.add_question(actor=request.actor, **form.cleaned_data)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The question has been added."))
            return redirect("console:faq")
    return render(request, "faq/write.html", {"form": form}, status=422 if form.errors else 200)


@show
def change(request: StaffRequest, question: str) -> HttpResponse:
    row = _question(question)
    form = WriteQuestion(request.POST or None, initial={field: getattr(row, field) for field in FIELDS})
    if request.method == "POST" and form.is_valid():
        try:
            services.change_question(actor=request.actor, row=row, **form.cleaned_data)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The question has been saved."))
            return redirect("console:faq")
    return render(request, "faq/write.html", {"form": form, "row": row}, status=422 if form.errors else 200)


@show
@done_once
def delete(request: StaffRequest, question: str) -> HttpResponse:
    row = _question(question)
    if request.method == "POST":
        services.delete_question(actor=request.actor, row=row)
        messages.success(request, _("The question has been deleted."))
        return redirect("console:faq")
    return render(request, "faq/delete.html", {"row": row})


def _question(key: str) -> Question:
    found = Question.objects.filter(pk=int(key)).first() if key.isdecimal() and len(key) < 10 else None
    if found is None:
        raise Http404
    return found

"""News, for everybody and for the operator who writes it (A1)."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fumibako.chapters.member.news import services
from fumibako.chapters.member.news.forms import WriteNews
from fumibako.chapters.member.news.models import News
from fumibako.chapters.member.news.queries import lasting, published
from fumibako.chapters.member.requests import StaffRequest
from fumibako.groundwork.once.pages import done_once
from fumibako.groundwork.rules import Refused

A_PAGE = 20
FIELDS = ("kind", "title", "text", "title_en", "text_en", "shown_from", "shown_until")
show = require_http_methods(["GET", "POST"])


@require_GET
def read(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    page = Paginator(published(now), A_PAGE).get_page(request.GET.get("page"))
    lasts = set(lasting(now).values_list("pk", flat=True))
    return render(request, "news/read.html", {"page": page, "lasts": lasts})


@require_GET
def listed(request: StaffRequest) -> HttpResponse:
    now = timezone.now()
    page = Paginator(News.objects.all(), A_PAGE).get_page(request.GET.get("page"))
    lasts = set(lasting(now).values_list("pk", flat=True))
    return render(request, "news/list.html", {"page": page, "lasts": lasts, "now": now})


@show
@done_once
def add(request: StaffRequest) -> HttpResponse:
    form = WriteNews(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.add_news(actor=request.actor, **form.cleaned_data)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The news has been added."))
            return redirect("console:news")
    return render(request, "news/write.html", {"form": form}, status=422 if form.errors else 200)


@show
def change(request: StaffRequest, news: str) -> HttpResponse:
    found = _news(news)
    form = WriteNews(request.POST or None, initial={field: getattr(found, field) for field in FIELDS})
    if request.method == "POST" and form.is_valid():
        try:
            services.change_news(actor=request.actor, news=found, **form.cleaned_data)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The news has been saved."))
            return redirect("console:news")
    context = {"form": form, "news": found, "lasts": lasting(timezone.now()).filter(pk=found.pk).exists()}
    return render(request, "news/write.html", context, status=422 if form.errors else 200)


@require_POST
@done_once
def end(request: StaffRequest, news: str) -> HttpResponse:
    """Its button stands on the page of the news."""
    services.end_news(actor=request.actor, news=_news(news), at=timezone.now())
    messages.success(request, _("The news is no longer on top of the menus."))
    return redirect("console:news")


@show
@done_once
def delete(request: StaffRequest, news: str) -> HttpResponse:
    found = _news(news)
    if request.method == "POST":
        services.delete_news(actor=request.actor, news=found)
        messages.success(request, _("The news has been deleted."))
        return redirect("console:news")
    return render(request, "news/delete.html", {"news": found})


def _news(key: str) -> News:
    found = News.objects.filter(pk=int(key)).first() if key.isdecimal() and len(key) < 10 else None
    if found is None:
        raise Http404
    return found

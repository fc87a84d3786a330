"""News that last, on the home pages."""

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fumibako.chapters.member.faces import face_of
from fumibako.chapters.member.news.models import News
from fumibako.chapters.member.news.queries import lasting
from fumibako.groundwork.ui.alerts import Alert, Tone

MAX = 3
TONES = {News.Kind.INCIDENT: Tone.DANGER, News.Kind.MAINTENANCE: Tone.WARN}


def for_members(request: HttpRequest) -> Iterator[Alert]:
    page = reverse(f"{face_of(request)}:news")
    for news in lasting(timezone.now())[:MAX]:
        title = gettext("%(kind)s: %(headline)s") % {"kind": news.get_kind_display(), "headline": news.headline}
        tone = TONES.get(News.Kind(news.kind), Tone.INFO)
        yield Alert(tone, title, url=f"{page}#news-{news.pk}", link=_("Details"))

from datetime import timedelta

from django.utils import timezone

from fumibako.chapters.member.news import services
from fumibako.chapters.member.news.models import News
from tests.contracts.declared import PERSON, Answer, Contract

WRITTEN = {"kind": "incident", "title": "メールが遅れています", "text": "原因を調べています。"}


def _news() -> News:
    there = News.objects.first()
    return there or services.add_news(actor=PERSON, shown_from=timezone.now() - timedelta(hours=1), **WRITTEN)


CONTRACT = Contract(
    uses={
        services.add_news: lambda o: services.add_news(actor=PERSON, shown_from=timezone.now(), **WRITTEN),
        services.change_news: lambda o: services.change_news(
            actor=PERSON, news=_news(), shown_from=timezone.now(), **WRITTEN
        ),
        services.end_news: lambda o: services.end_news(actor=PERSON, news=_news(), at=timezone.now()),
        services.delete_news: lambda o: services.delete_news(actor=PERSON, news=_news()),
    },
    of_no_customer=frozenset(
        {services.add_news, services.change_news, services.end_news, services.delete_news},
    ),
    values=lambda office: {"news": str(_news().pk)},
    nobodys={"news": "999999"},
    posted_only=("console:end_news",),
    answers=(Answer("/console/news/add/", {"title": "", "text": ""}, 422),),
)

"""Looking at news."""

from datetime import datetime

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from fumibako.chapters.member.news.models import News

_URGENCY = {News.Kind.INCIDENT: 0, News.Kind.MAINTENANCE: 1, News.Kind.INFORMATION: 2}


def published(now: datetime) -> QuerySet[News]:
    """What customers may read, the latest first."""
    return News.objects.filter(shown_from__lte=now)


def lasting(now: datetime) -> QuerySet[News]:
    """What stands on top of the menus now: what has an end and has not reached it, and incidents until they end.
    Incidents first."""
    found = published(now).filter(
        Q(shown_until__gt=now) | Q(shown_until__isnull=True, kind=News.Kind.INCIDENT),
    )
    whens = [When(kind=kind, then=Value(place)) for kind, place in _URGENCY.items()]
    return found.order_by(Case(*whens, output_field=IntegerField()), "-shown_from")

"""What the rules of news refuse."""

from django.utils.translation import gettext_lazy as _

from fumibako.groundwork.rules import Refused


class BadKind(Refused):
    code = "bad_kind"
    message = _("Choose information, maintenance or incident.")
    field = "kind"


class EndsBeforeItBegins(Refused):
    code = "ends_before_it_begins"
    message = _("The end must be later than the beginning.")
    field = "shown_until"


class BadMoment(Refused):
    code = "bad_moment"
    message = _("“%(value)s” is no date and time such as 2026-12-28T09:00.")


class NoSuchNews(Refused):
    code = "no_such_news"
    message = _("There is no such news.")

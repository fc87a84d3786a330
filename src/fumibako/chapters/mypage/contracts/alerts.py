"""A contract that ends, for its owner."""

from collections.abc import Iterator
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fumibako.chapters.contract.plans.queries import contract_of
from fumibako.chapters.contract.requests import OwnerRequest
from fumibako.groundwork.ui.alerts import Alert, Tone

BEFORE = timedelta(days=60)


def for_owner(request: OwnerRequest) -> Iterator[Alert]:
    ends_on = contract_of(request.customer).ends_on
    if ends_on and ends_on - BEFORE <= timezone.localdate():
        title = gettext("The contract ends on %(day)s.") % {"day": f"{ends_on:%Y/%m/%d}"}
        yield Alert(Tone.WARN, title, url=reverse("mypage:contracts"), link=_("Contract details"))

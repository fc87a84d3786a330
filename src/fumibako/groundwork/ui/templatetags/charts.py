"""{% load charts %}: values and moments as charts have them."""

from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.translation import gettext as _

from fumibako.groundwork.ui.templatetags.ui import size

register = template.Library()


@register.filter
def measured(value: float, unit: str) -> str:
    """12, 1.5 GB, 3 min."""
    if unit == "bytes":
        return size(int(value))
    if unit == "seconds":
        return (
            _("%(hours).1f h") % {"hours": value / 3600}
            if value >= 3600
            else _("%(minutes)d min") % {"minutes": value // 60}
        )
    return f"{value:,.0f}"


@register.filter
def tick(moment: datetime, days: int) -> str:
    """Below a chart: the time within a day, else the day."""
    local = timezone.localtime(moment)
    return f"{local:%H:%M}" if days == 1 else f"{local.month}/{local.day}"

"""{% load ui %}: fields, icons, meters, sizes and times as every page shows them."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any
from urllib.parse import urlencode

from django import template
from django.forms import BoundField, CheckboxInput
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from fumibako.groundwork.ui.meters import meter as meter_of
from fumibako.machine.formats.idn import readable_domain

register = template.Library()
_UNITS = ("KB", "MB", "GB", "TB")
# The first that fits: most browsers name the others in their User-Agent as well.
_PROGRAMS = (("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
_SYSTEMS = (
    ("Windows", "Windows"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


@register.inclusion_tag("ui/_field.html")
def field(bound: BoundField, affix: str = "") -> dict[str, Any]:
    """Label, help, input and error of one field. affix: what stands behind the input, such as "@example.jp"."""
    is_compared = bound.use_fieldset and bound.field.show_hidden_initial  # a single input brings its own
    return {
        "field": bound,
        "shown": bound.as_hidden(only_initial=True) if is_compared else "",
        "affix": affix,
        "is_checkbox": isinstance(bound.field.widget, CheckboxInput),
        "is_password": bound.widget_type == "password",
        "is_to_be_filled": any(bound.form.has_error(bound.name, code) for code in ("required", "erased")),
    }


@register.simple_tag
def once() -> SafeString:
    """What this form carries and no other does, so that the same one sent twice is known for what it is
    (groundwork/once)."""
    return format_html('<input type="hidden" name="once" value="{}">', secrets.token_urlsafe(16))


@register.inclusion_tag("ui/_meter.html")
def meter(label: Any, used: int | None, most: int, *, is_size: bool = False) -> dict[str, Any]:
    """used None: it cannot be read now."""
    return {
        "label": label,
        "used": used,
        "most": most,
        "is_size": is_size,
        "meter": None if used is None else meter_of(used, most),
    }


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>', static("ui/icons.svg"), name)


@register.filter
def breakable(text: Any) -> SafeString:
    """A text with addresses: in a narrow column the line ends before an "@"."""
    return mark_safe(escape(str(text)).replace("@", "<wbr>@"))  # noqa: S308 # it is escaped


@register.filter
def size(value: int) -> str:
    """1.5 GB, 340 MB: 1024 steps, one decimal below ten."""
    if value < 1024:
        return f"{value} B"
    amount, unit = value / 1024, 0
    while amount >= 1023.5 and unit < len(_UNITS) - 1:
        amount, unit = amount / 1024, unit + 1
    text = f"{amount:.1f}".removesuffix(".0") if amount < 10 else f"{amount:,.0f}"
    return f"{text} {_UNITS[unit]}"


@register.filter
def number(value: int) -> str:
    return f"{value:,}"


@register.filter
def moment(value: datetime) -> SafeString:
    """<time>: today 14:05, this year 11/23(月), else 2025/11/23; the whole moment as its title."""
    whole, short = when(value, timezone.localtime())
    return format_html('<time datetime="{}" title="{}">{}</time>', timezone.localtime(value).isoformat(), whole, short)


def when(value: datetime, now: datetime) -> tuple[str, str]:
    """The whole moment, and the short one that a list shows. now: where clocks are read."""
    local = value.astimezone(now.tzinfo)
    if local.date() == now.date():
        short = _("Today %(time)s") % {"time": f"{local:%H:%M}"}
    elif local.year == now.year:
        short = f"{local.month}/{local.day}({_weekday(local)})"
    else:
        short = f"{local:%Y/%m/%d}"
    return _whole(local), short


@register.filter
def whole(value: datetime) -> str:
    """2026/11/23(月) 14:05"""
    return _whole(timezone.localtime(value))


def _whole(local: datetime) -> str:
    return f"{local:%Y/%m/%d}({_weekday(local)}) {local:%H:%M}"


def _weekday(local: datetime) -> str:
    return str(WEEKDAYS_ABBR[local.weekday()])


@register.filter
def domain(name: str) -> str:
    """A domain as people write it: 日本語.jp for xn--wgv71a119e.jp."""
    return readable_domain(name)


@register.filter
def words(value: str) -> list[str]:
    return value.split()


@register.inclusion_tag("ui/_sorted.html")
def sorted_heading(label: Any, column: str, asked: Mapping[str, str], *, is_number: bool = False) -> dict[str, Any]:
    """A column's heading that sorts by it, the other way round when it does already. asked: what the page shows now."""
    now = asked["sort"] or "address"
    direction = {column: "ascending", f"-{column}": "descending"}.get(now, "")
    wanted = {**asked, "sort": f"-{column}" if direction == "ascending" else column}
    url = f"?{urlencode({name: value for name, value in wanted.items() if value})}"
    return {"label": label, "direction": direction, "url": url, "is_number": is_number}


@register.inclusion_tag("ui/_sorted_options.html")
def sorted_options(label: Any, column: str, asked: Mapping[str, str]) -> dict[str, Any]:
    """The same two orders as options, for narrow pages, where no headings are seen."""
    now = asked["sort"] or "address"
    return {"label": label, "column": column, "now": now, "is_down": now == f"-{column}"}


@register.simple_tag
def page_url(face: str, name: str, *values: Any) -> str:
    """The address of a page in the face that the reader is in."""
    return reverse(f"{face}:{name}", args=values)


@register.simple_tag
def plan_name(plan: Any) -> str:
    """A plan's name in the page's language."""
    return str(plan.name_ja if (get_language() or "").startswith("ja") else plan.name_en)


@register.filter
def browser(user_agent: str) -> str:
    """The browser and system that a User-Agent most likely means; its own text is for machines."""
    program = next((name for token, name in _PROGRAMS if token in user_agent), "")
    system = next((name for token, name in _SYSTEMS if token in user_agent), "")
    return " / ".join(filter(None, (program, system))) or user_agent[:60] or "–"

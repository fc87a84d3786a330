"""{% load options %}: an option's words in the page's language, and amounts of money."""

from django import template
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from fumibako.chapters.contract.options.models import Option

register = template.Library()


@register.filter
def option_name(option: Option) -> str:
    return option.name


@register.filter
def contents(option: Option) -> str:
    """What one pack holds."""
    return option.contents_ja if _is_japanese() else option.contents_en


@register.filter
def yen(amount: int) -> str:
    """1,000円, ¥1,000"""
    return _("¥%(amount)s") % {"amount": f"{amount:,}"}


def _is_japanese() -> bool:
    return (get_language() or "").startswith("ja")

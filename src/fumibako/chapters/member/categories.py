"""What questions and inquiries are about."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from fumibako.groundwork.rules import Refused


class Category(models.TextChoices):
    LOGIN = "login", _("Login and passwords")
    SOFTWARE = "software", _("Setting up mail software")
    MAIL = "mail", _("Sending and receiving mail")
    SPAM = "spam", _("Spam and viruses")
    WEB = "web", _("Web sites")
    CONTRACT = "contract", _("Contract, payment and options")
    OTHER = "other", _("Other")


class BadCategory(Refused):
    code = "bad_category"
    message = _("Choose a category.")
    field = "category"


def check_category(category: str) -> str:
    """Raises BadCategory."""
    if category not in Category.values:
        raise BadCategory
    return category

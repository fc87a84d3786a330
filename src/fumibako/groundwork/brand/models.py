"""The provider, as its customers know it."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext as _


class Branding(models.Model):
    """The only row. Empty: the operator has not said; the page or mail goes without it.

    name_en: on English pages; empty: the same name. sender_address: of mails in the provider's own name; empty:
    noreply@ the machine's name. logo: a picture whose type was seen in its first bytes; logo_mark: a hash of it.
    color: "#1a5fb4", on which white text can be read (colours.py).
    """

    only = models.PositiveSmallIntegerField(primary_key=True, default=1)
    name = models.CharField(max_length=60, blank=True)
    name_en = models.CharField(max_length=60, blank=True)
    company = models.CharField(max_length=100, blank=True)
    support_address = models.CharField(max_length=320, blank=True)
    support_phone = models.CharField(max_length=40, blank=True)
    support_hours = models.CharField(max_length=100, blank=True)
    sender_address = models.CharField(max_length=320, blank=True)
    color = models.CharField(max_length=7, blank=True)
    logo = models.BinaryField(null=True)
    logo_type = models.CharField(max_length=20, blank=True)
    logo_mark = models.CharField(max_length=16, blank=True)

    class Meta:
        constraints = (models.CheckConstraint(condition=models.Q(only=1), name="branding_only"),)

    def __str__(self) -> str:
        return self.service

    @property
    def service(self) -> str:
        """What the service is called on a page in the present language."""
        is_japanese = (get_language() or "").startswith("ja")
        return (self.name if is_japanese else self.name_en or self.name) or _("Mail service")

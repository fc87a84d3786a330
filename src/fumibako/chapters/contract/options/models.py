"""The catalogue of options, and orders (E4)."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from fumibako.chapters.contract.plans.models import Plan
from fumibako.groundwork.tenancy.models import Customer


class Effect(models.TextChoices):
    """What an ordered pack changes. NOTHING: its service is not built, so that nobody may order it here."""

    NOTHING = "", _("Not available yet")
    ACCOUNTS = "accounts", _("More mail accounts")
    WEB_DISK = "web_disk", _("More web disk (GB)")
    VIRUS = "virus", _("Second virus engine")
    SPAM = "spam", _("Second spam engine (accounts)")
    ARCHIVE = "archive", _("Archive of sent mail")
    CABINET = "cabinet", _("Large-file cabinet (accounts)")
    CERTIFICATE = "certificate", _("Paid SSL certificates")


class Option(models.Model):
    """An entry of the catalogue: the operator's words, numbers and price.

    amount: what one pack adds, in the effect's unit. price: a month and pack in yen, tax not included. order_url: where
    it is ordered, for an option of somebody else's. plans: which contracts may have it. at_once: an order needs no
    approval. requires: the option that has to be in use with it.
    """

    code = models.SlugField(unique=True)
    name_ja = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60)
    contents_ja = models.CharField(max_length=200)
    contents_en = models.CharField(max_length=200)
    packs_max = models.PositiveSmallIntegerField(default=1)
    price = models.PositiveIntegerField()
    effect = models.CharField(max_length=20, choices=Effect.choices, default=Effect.NOTHING.value, blank=True)
    amount = models.PositiveIntegerField(default=0)
    order_url = models.URLField(blank=True, max_length=500)
    is_offered = models.BooleanField(default=True)
    at_once = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=100)
    plans = models.ManyToManyField(Plan, related_name="options", blank=True)
    requires = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="required_by")

    def __str__(self) -> str:
        return self.code

    @property
    def name(self) -> str:
        """In the page's language."""
        return self.name_ja if (get_language() or "").startswith("ja") else self.name_en


class State(models.TextChoices):
    REQUESTED = "requested", _("Waiting for approval")
    ACTIVE = "active", _("In use")
    REFUSED = "refused", _("Not approved")
    ENDED = "ended", _("Ended")


class Order(models.Model):
    """number: R and eight digits. price: of the catalogue when it was ordered.
    ends_on: the last day, once it is cancelled."""

    number = models.CharField(max_length=9, unique=True)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="orders")
    option = models.ForeignKey(Option, on_delete=models.PROTECT, related_name="orders")
    packs = models.PositiveSmallIntegerField()
    amount = models.PositiveIntegerField()
    price = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.REQUESTED.value)
    reason = models.CharField(max_length=200, blank=True)
    requested_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    ends_on = models.DateField(null=True)

    class Meta:
        indexes = (models.Index(fields=("state", "ends_on"), name="order_state"),)

    def __str__(self) -> str:
        return self.number

    @property
    def monthly(self) -> int:
        """In yen, tax not included."""
        return self.packs * self.price

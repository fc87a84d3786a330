"""Inquiries and their answers."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from fumibako.chapters.member.categories import Category
from fumibako.groundwork.tenancy.models import Customer


class Inquiry(models.Model):
    """customer: whose administrator or user sent it while logged in; customer_number: as typed, by anybody.

    source: where it was sent from, an address or the network that it is one of.
    """

    class Status(models.TextChoices):
        OPEN = "open", _("Not answered yet")
        ANSWERED = "answered", _("Answered")
        CLOSED = "closed", _("Closed without an answer")

    customer = models.ForeignKey(Customer, null=True, blank=True, on_delete=models.SET_NULL, related_name="inquiries")
    customer_number = models.CharField(max_length=10, blank=True)
    category = models.CharField(max_length=20, choices=Category.choices)
    text = models.TextField()
    reply_address = models.CharField(max_length=320)
    language = models.CharField(max_length=2)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.OPEN)
    source = models.CharField(max_length=64, blank=True)
    received_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ("-received_at", "-pk")

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """What customer and support call it."""
        return f"Q{self.pk:06}"


class InquiryAnswer(models.Model):
    """operator: the login of whoever wrote it."""

    inquiry = models.ForeignKey(Inquiry, on_delete=models.CASCADE, related_name="answers")
    text = models.TextField()
    operator = models.CharField(max_length=320)
    sent_at = models.DateTimeField()

    class Meta:
        ordering = ("sent_at", "pk")

    def __str__(self) -> str:
        return f"{self.inquiry} {self.sent_at}"

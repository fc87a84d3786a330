"""Plans and contracts (E1): the limits that services enforce."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from fumibako.groundwork.tenancy.models import Customer


class Plan(models.Model):
    """What the operator sells. A contract starts with its plan's limits and may differ later. has_printed_notice: the
    operator hands the registration notice over; otherwise customers find it on My Page only."""

    code = models.SlugField(unique=True)
    name_ja = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60)
    accounts_max = models.PositiveIntegerField()
    mail_disk_bytes = models.PositiveBigIntegerField()
    mailbox_quota_bytes = models.PositiveBigIntegerField()
    web_disk_bytes = models.PositiveBigIntegerField()
    builder_disk_bytes = models.PositiveBigIntegerField()
    has_site_builder = models.BooleanField()
    has_printed_notice = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.code


class PaymentMethod(models.TextChoices):
    INVOICE = "invoice", _("Invoice")
    BANK_TRANSFER = "bank_transfer", _("Bank transfer")
    DIRECT_DEBIT = "direct_debit", _("Direct debit")
    CREDIT_CARD = "credit_card", _("Credit card")


class Contract(models.Model):
    """first_payment_on: the first day of the month that is paid for first. ends_on: the last day of a contract that was
    given notice of; None: it renews itself, period_months at a time."""

    customer = models.OneToOneField(Customer, on_delete=models.PROTECT, related_name="contract")
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT)
    accounts_max = models.PositiveIntegerField()
    mail_disk_bytes = models.PositiveBigIntegerField()
    mailbox_quota_bytes = models.PositiveBigIntegerField()
    web_disk_bytes = models.PositiveBigIntegerField()
    builder_disk_bytes = models.PositiveBigIntegerField()
    starts_on = models.DateField()
    payment_method = models.CharField(max_length=20, choices=PaymentMethod.choices, default=PaymentMethod.INVOICE.value)
    first_payment_on = models.DateField()
    period_months = models.PositiveSmallIntegerField(default=12)
    ends_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.customer_id} {self.plan_id}"

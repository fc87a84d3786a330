"""Plans and contracts (E1): the limits that services enforce."""

from django.db import models

from fumibako.groundwork.tenancy.models import Customer


class Plan(models.Model):
    """What the operator sells. A contract starts with its plan's limits and may differ later."""

    code = models.SlugField(unique=True)
    name_ja = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60)
    accounts_max = models.PositiveIntegerField()
    mail_disk_bytes = models.PositiveBigIntegerField()
    mailbox_quota_bytes = models.PositiveBigIntegerField()
    web_disk_bytes = models.PositiveBigIntegerField()
    builder_disk_bytes = models.PositiveBigIntegerField()
    has_site_builder = models.BooleanField()

    def __str__(self) -> str:
        return self.code


class Contract(models.Model):
    customer = models.OneToOneField(Customer, on_delete=models.PROTECT, related_name="contract")
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT)
    accounts_max = models.PositiveIntegerField()
    mail_disk_bytes = models.PositiveBigIntegerField()
    mailbox_quota_bytes = models.PositiveBigIntegerField()
    web_disk_bytes = models.PositiveBigIntegerField()
    builder_disk_bytes = models.PositiveBigIntegerField()
    starts_on = models.DateField()

    def __str__(self) -> str:
        return f"{self.customer_id} {self.plan_id}"

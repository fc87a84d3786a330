"""What is deleted by itself (C9), and when that was done last."""

from django.db import models

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.groundwork.tenancy.models import Domain


class StandingRule(models.Model):
    """Mails of the folder that were received more than `days` ago are deleted each night, or moved to the archive."""

    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, related_name="standing_rules")
    folder = models.CharField(max_length=200)
    days = models.PositiveSmallIntegerField()
    archives = models.BooleanField(default=False)

    class Meta:
        ordering = ("folder", "pk")
        constraints = (models.UniqueConstraint(fields=("mailbox", "folder"), name="one_standing_rule_per_folder"),)

    def __str__(self) -> str:
        return f"{self.mailbox_id}: {self.folder}"


class Retention(models.Model):
    """The same for every folder of every mailbox of the domain. Missing row: mail is kept."""

    domain = models.OneToOneField(Domain, on_delete=models.CASCADE, related_name="retention")
    days = models.PositiveSmallIntegerField()

    def __str__(self) -> str:
        return f"{self.domain_id}"


class Sweep(models.Model):
    """The last time that a mailbox was looked through."""

    mailbox = models.OneToOneField(Mailbox, on_delete=models.CASCADE, related_name="sweep")
    day = models.DateField()
    removed = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.mailbox_id}: {self.day}"

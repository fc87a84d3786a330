"""Rules of sorting, and what they moved when they were applied to the inbox (C5)."""

from django.db import models

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.own_filter import conditions


class SortingRule(models.Model):
    """conditions: as chapters.mail.own_filter.conditions stores them. folder: "" where the mail stays in the inbox."""

    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, related_name="sorting_rules")
    position = models.PositiveIntegerField()
    conditions = models.JSONField(default=list)
    is_any = models.BooleanField(default=False)
    folder = models.CharField(max_length=200, blank=True)
    marks_read = models.BooleanField(default=False)
    is_flagged = models.BooleanField(default=False)

    class Meta:
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return f"{self.mailbox_id}: {self.folder}"

    @property
    def words(self) -> list[str]:
        return [conditions.in_words(conditions.loaded(row)) for row in self.conditions]


class Filed(models.Model):
    """Mails that were in the inbox and that the rules moved to a folder, by their GUIDs: they can be taken back until
    the inbox is sorted again."""

    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, related_name="filed")
    at = models.DateTimeField(auto_now_add=True)
    folder = models.CharField(max_length=200)
    guids = models.JSONField()

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.mailbox_id}: {self.folder}"

"""Rules of the individual filter (C7)."""

from django.db import models

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.own_filter.filter_rules import Rule


class OwnRule(Rule):
    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, related_name="own_rules")

    class Meta(Rule.Meta):
        pass

    def __str__(self) -> str:
        return f"{self.mailbox_id}: {self.text}"

"""Rules of the common filter (B6)."""

from django.db import models

from fumibako.chapters.mail.own_filter.filter_rules import Rule
from fumibako.groundwork.tenancy.models import Domain


class CommonRule(Rule):
    domain = models.ForeignKey(Domain, on_delete=models.CASCADE, related_name="common_rules")

    class Meta(Rule.Meta):
        pass

    def __str__(self) -> str:
        return f"{self.domain_id}: {self.text}"

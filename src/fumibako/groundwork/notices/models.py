"""Wordings of notices that differ from the product's own."""

from django.db import models

from fumibako.groundwork.tenancy.models import Domain


class NoticeOverride(models.Model):
    """domain None: the operator's wording for everybody; else that domain's."""

    key = models.CharField(max_length=60)
    domain = models.ForeignKey(Domain, null=True, blank=True, on_delete=models.CASCADE, related_name="notice_overrides")
    subject = models.CharField(max_length=200)
    body = models.TextField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("key", "domain"), name="notice_override", nulls_distinct=False),)

    def __str__(self) -> str:
        return f"{self.key} {self.domain_id or '*'}"

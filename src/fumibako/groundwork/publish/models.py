"""One row per scope: the generation that is wanted and the one that runs."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from fumibako.machine.state import Scope


class Publication(models.Model):
    """Scope (aspect, key) and its generations. Pending while wanted > applied and nothing was refused."""

    class Outcome(models.TextChoices):
        PENDING = "pending", _("being applied")
        LIVE = "live", _("live")
        REFUSED = "refused", _("refused")

    aspect = models.CharField(max_length=20)
    key = models.CharField(max_length=320)
    wanted = models.PositiveBigIntegerField(default=0)
    applied = models.PositiveBigIntegerField(default=0)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.PENDING)
    words = models.TextField(blank=True)
    requested_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("aspect", "key"), name="publication_scope"),)
        indexes = (models.Index(fields=("outcome", "requested_at"), name="publication_due"),)

    def __str__(self) -> str:
        return f"{self.aspect}:{self.key} {self.applied}/{self.wanted} {self.outcome}"

    @property
    def scope(self) -> Scope:
        return Scope.parse(self.aspect, self.key)

"""One row per scope: the generation that is wanted and the one that runs."""

from datetime import timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fumibako.machine.state import Scope

# How long a change that failed waits for its next try.
MIN_DELAY, MAX_DELAY = timedelta(seconds=10), timedelta(minutes=2)


class Publication(models.Model):
    """A scope and its generations. message: why it was refused or, while it is pending, why the last try failed.
    due_at: when a pending one is tried next."""

    class Outcome(models.TextChoices):
        PENDING = "pending", _("being applied")
        LIVE = "live", _("live")
        REFUSED = "refused", _("refused")

    aspect = models.CharField(max_length=20)
    key = models.CharField(max_length=320)
    wanted = models.PositiveBigIntegerField(default=0)
    applied = models.PositiveBigIntegerField(default=0)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.PENDING)
    message = models.TextField(blank=True)
    requested_at = models.DateTimeField()
    due_at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("aspect", "key"), name="publication_scope"),)
        indexes = (models.Index(fields=("outcome", "due_at"), name="publication_due"),)

    def __str__(self) -> str:
        return f"{self.aspect}:{self.key} {self.applied}/{self.wanted} {self.outcome}"

    @property
    def scope(self) -> Scope:
        """Raises BadScope for a row of a version that knew other aspects."""
        return Scope.parse(self.aspect, self.key)

    @property
    def is_delayed(self) -> bool:
        """Whether a try failed for a reason that may pass; it is tried again."""
        return self.outcome == self.Outcome.PENDING and self.message != ""

"""What forms that were sent have led to."""

from django.db import models


class Outcome(models.Model):
    """key: of the form with everything in it. sealed: the result, which the form's own token opens and nothing else."""

    key = models.CharField(max_length=64, primary_key=True)
    sealed = models.TextField()
    forgotten_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.key[:8]}… until {self.forgotten_at}"

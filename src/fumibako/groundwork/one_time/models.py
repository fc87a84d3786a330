"""One row per link or code."""

from django.db import models


class Issued(models.Model):
    """A link or code that was issued to a subject for a purpose.

    secret_hash: of a token its SHA-256, of a code a keyed hash; neither can be had back from a copy of the database.
    proof: what must still be the same when it is consumed, a mark of the password for example; the feature compares.
    note: what the feature wants to know then, an address that is being confirmed for example.
    ended_at: consumed, or replaced by a later one. tries_left: of a code.
    """

    purpose = models.CharField(max_length=40)
    subject = models.CharField(max_length=320)
    secret_hash = models.CharField(max_length=64)
    proof = models.CharField(max_length=64, blank=True)
    note = models.CharField(max_length=320, blank=True)
    remote = models.CharField(max_length=64, blank=True)
    tries_left = models.PositiveSmallIntegerField(default=0)
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    forgotten_at = models.DateTimeField(db_index=True)

    class Meta:
        indexes = (
            models.Index(fields=("purpose", "subject", "issued_at"), name="issued_to_subject"),
            models.Index(fields=("purpose", "remote", "issued_at"), name="issued_to_remote"),
            models.Index(fields=("secret_hash",), name="issued_secret"),
        )

    def __str__(self) -> str:
        return f"{self.purpose} {self.subject} until {self.expires_at}"

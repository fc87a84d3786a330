"""Operators, and everybody's sessions."""

from django.db import models

from fumibako.chapters.mail.accounts.models import Mailbox


class Operator(models.Model):
    """A person of the provider's staff. login: not a mail address, so that nobody mistakes one for the other."""

    login = models.SlugField(unique=True, max_length=40)
    display_name = models.CharField(max_length=100, blank=True)
    password_hash = models.CharField(max_length=255)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.login


class SignIn(models.Model):
    """A session of a mailbox or of an operator.

    token_hash: SHA-256 of the cookie, so that a copy of the database logs nobody in.
    proof: what the password was at login; a session whose proof differs is over. Whoever suspends an account deletes
    its sessions, so that none of them comes back with it.
    """

    token_hash = models.CharField(max_length=64, unique=True)
    mailbox = models.ForeignKey(Mailbox, null=True, on_delete=models.CASCADE, related_name="sign_ins")
    operator = models.ForeignKey(Operator, null=True, on_delete=models.CASCADE, related_name="sign_ins")
    proof = models.CharField(max_length=64)
    remote = models.CharField(max_length=64, blank=True)
    browser = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    seen_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(mailbox__isnull=True) ^ models.Q(operator__isnull=True), name="sign_in_of_one"
            ),
        )

    def __str__(self) -> str:
        return f"{self.mailbox_id or self.operator_id} since {self.created_at}"

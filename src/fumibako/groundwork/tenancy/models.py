"""Customer and Domain: what every other row hangs from."""

from django.db import models


class Customer(models.Model):
    """A company with a contract. number: W and nine digits, never reused."""

    number = models.CharField(max_length=10, unique=True)
    name = models.CharField(max_length=200)
    is_suspended = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class Domain(models.Model):
    """A customer's domain, lower case, A-labels (xn--…) on the wire.

    is_locked: over its mail disk for 24 hours (B8); new mail is refused.
    alias_of: the domain whose accounts receive mail at this one, too; an alias has no accounts of its own.
    """

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="domains")
    name = models.CharField(max_length=253, unique=True)
    is_locked = models.BooleanField(default=False)
    alias_of = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="aliases")
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name

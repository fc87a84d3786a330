"""Common spam settings of a domain (B5), and which filters a mailbox uses (B5, C6)."""

from django.db import models

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.groundwork.tenancy.models import Domain
from fumibako.machine.state import SpamTreatment


class SpamPolicy(models.Model):
    """Missing row: the defaults of machine.state.SpamPolicy."""

    domain = models.OneToOneField(Domain, on_delete=models.CASCADE, related_name="spam_policy")
    is_on = models.BooleanField(default=True)
    threshold = models.DecimalField(max_digits=4, decimal_places=1, default=5)
    treatment = models.CharField(
        max_length=10, choices=[(t.value, t.value) for t in SpamTreatment], default=SpamTreatment.SPAM_BOX.value
    )

    def __str__(self) -> str:
        return f"{self.domain_id}"


class FilterUse(models.Model):
    """Missing row: both filters apply. may_choose: the user may change it."""

    mailbox = models.OneToOneField(Mailbox, on_delete=models.CASCADE, related_name="filter_use")
    common_filter = models.BooleanField(default=True)
    own_filter = models.BooleanField(default=True)
    may_choose = models.BooleanField(default=True)

    def __str__(self) -> str:
        return f"{self.mailbox_id}"

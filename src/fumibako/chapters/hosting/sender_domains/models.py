"""Keys that a domain's mail is signed with, and what its DNS last said (B14)."""

from django.db import models

from fumibako.groundwork.tenancy.models import Domain


class DkimKey(models.Model):
    """Its private half lies where only filterd reads it. seen_at: since when its record is in the DNS; from then on it
    signs, if it is the newest that is. retired_at: when a newer one took over; its record stays a week longer."""

    domain = models.ForeignKey(Domain, on_delete=models.CASCADE, related_name="dkim_keys")
    selector = models.CharField(max_length=40)
    public_key = models.TextField()
    made_at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField(null=True)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-made_at", "-pk")
        constraints = (models.UniqueConstraint(fields=("domain", "selector"), name="one_dkim_key_per_selector"),)

    def __str__(self) -> str:
        return f"{self.domain_id} {self.selector}"


class SenderSettings(models.Model):
    """Missing row: the defaults, never checked. is_enforced: others' mail that its author's domain disowns goes to the
    spam box. mta_sts: the mode of the policy that we publish. answers: the DNS's by "TYPE name", null where nobody
    answered; spf: what SPF says of this machine; is_zone_ours: whether our name server answers for the domain. right:
    the questions whose records were right when the DNS last answered."""

    class Mode(models.TextChoices):
        NONE = "none"
        TESTING = "testing"
        ENFORCE = "enforce"

    domain = models.OneToOneField(Domain, on_delete=models.CASCADE, related_name="sender_settings")
    is_enforced = models.BooleanField(default=True)
    mta_sts = models.CharField(max_length=10, choices=Mode.choices, default=Mode.TESTING)
    checked_at = models.DateTimeField(null=True)
    answers = models.JSONField(default=dict)
    spf = models.CharField(max_length=10, blank=True)
    is_zone_ours = models.BooleanField(default=False)
    right = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.domain_id}"


class SenderReport(models.Model):
    """What another server reported about mail in the domain's name, or about encrypted delivery to it. reporter and key
    are as they are in the report; a report that comes again is the same row. sender: the proved domain of the mail that
    brought it, "" where somebody uploaded it."""

    class Kind(models.TextChoices):
        DMARC = "dmarc"
        TLS = "tls"

    domain = models.ForeignKey(Domain, on_delete=models.CASCADE, related_name="sender_reports")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    reporter = models.CharField(max_length=200)
    key = models.CharField(max_length=200)
    sender = models.CharField(max_length=255, blank=True)
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    taken_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-ends_at", "-pk")
        constraints = (
            models.UniqueConstraint(fields=("domain", "kind", "reporter", "key"), name="each_sender_report_once"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.reporter} {self.key}"


class ReportLine(models.Model):
    """source: who sent, null in a report of TLS. result: "pass" or "fail"; of TLS "" or the kind of the failure."""

    report = models.ForeignKey(SenderReport, on_delete=models.CASCADE, related_name="lines")
    source = models.GenericIPAddressField(null=True)
    count = models.PositiveBigIntegerField()
    result = models.CharField(max_length=60, blank=True)

    def __str__(self) -> str:
        return f"{self.source} {self.result} {self.count}"

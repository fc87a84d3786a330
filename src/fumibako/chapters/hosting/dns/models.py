"""Versions of a domain's DNS records (D9)."""

from django.db import models

from fumibako.groundwork.tenancy.models import Domain


class SignedZone(models.Model):
    """A domain whose zone is signed (DNSSEC). The name server has the key."""

    domain = models.OneToOneField(Domain, on_delete=models.CASCADE, related_name="signed_zone")
    signed_since = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return str(self.domain)


class KeyRoll(models.Model):
    """A domain's key is being changed. old_digest: of the DS record of the key that goes. seen_at: since when the
    parent has been naming the new key, None while it does not. is_entered: somebody has said so, because the parent
    could not be asked."""

    domain = models.OneToOneField(Domain, on_delete=models.CASCADE, related_name="key_roll")
    old_digest = models.CharField(max_length=64)
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    is_entered = models.BooleanField(default=False)

    def __str__(self) -> str:
        return str(self.domain)


class Secondaries(models.Model):
    """Addresses of name servers elsewhere that fetch a domain's zone and are told when it changes."""

    domain = models.OneToOneField(Domain, on_delete=models.CASCADE, related_name="secondaries")
    addresses = models.JSONField(default=list)

    def __str__(self) -> str:
        return str(self.domain)


class ZoneVersion(models.Model):
    """What a domain's records were from then on; the newest is what they are. records: Record.stored() of the
    customer's own. replaced: names of the product's own sets ("MX @") that are not published."""

    domain = models.ForeignKey(Domain, on_delete=models.CASCADE, related_name="zone_versions")
    number = models.PositiveIntegerField()
    records = models.JSONField(default=list)
    replaced = models.JSONField(default=list)
    made_by = models.CharField(max_length=320)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-number",)
        constraints = (models.UniqueConstraint(fields=("domain", "number"), name="one_zone_version_per_number"),)

    def __str__(self) -> str:
        return f"{self.domain_id}: {self.number}"

"""Certificates of sites (D11). Private keys are not here: the agent keeps them, by the names that rows have."""

from django.db import models

from fumibako.chapters.hosting.sites.models import Site


class HostCertificate(models.Model):
    """What is known of HTTPS at one host of a site, the domain itself or a subdomain.

    pem: the certificate in use and its chain; key: the name of its key; expires_at: until when it is good; "" and None
    where there is none yet. request, request_key: a signing request that is not answered yet, and its key.
    hsts: browsers are told to use HTTPS only.
    is_automatic: it is free, and renewed by itself. ordering_since: an order is under way since then. trouble: why the
    last order failed, in the words of the authority. names: those of the host's that a free one is for, [] for all of
    them. warned_days: how many days before the end was the last warning.
    """

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="certificates")
    host = models.CharField(max_length=253)
    pem = models.TextField(blank=True)
    key = models.CharField(max_length=64, blank=True)
    expires_at = models.DateTimeField(null=True)
    request = models.TextField(blank=True)
    request_key = models.CharField(max_length=64, blank=True)
    redirects = models.BooleanField(default=False)
    hsts = models.BooleanField(default=False)
    is_automatic = models.BooleanField(default=False)
    ordering_since = models.DateTimeField(null=True)
    trouble = models.TextField(blank=True)
    names = models.JSONField(default=list)
    warned_days = models.IntegerField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("site", "host"), name="one_certificate_a_host"),)

    def __str__(self) -> str:
        return self.host

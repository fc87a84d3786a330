"""Web sites (D1)."""

import secrets

from django.db import models

from fumibako.groundwork.tenancy.models import Customer, Domain


def new_token() -> str:
    return secrets.token_hex(16)


class Site(models.Model):
    """The site at a domain and at www before it. The primary key gives it its user id, and is never used again.
    token: the name of its PHP socket."""

    domain = models.OneToOneField(Domain, on_delete=models.CASCADE, related_name="site")
    token = models.CharField(max_length=32, default=new_token)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return str(self.domain)


class WebDisk(models.Model):
    """The highest line of the web disk that administrators were told of, in percent, since the use was last below."""

    customer = models.OneToOneField(Customer, on_delete=models.CASCADE, related_name="web_disk")
    line = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.line} %"

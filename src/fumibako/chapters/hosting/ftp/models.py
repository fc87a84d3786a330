"""Access to a site's files (D5)."""

from django.db import models

from fumibako.chapters.hosting.sites.models import Site


class FtpAccess(models.Model):
    """password_hash: as crypt(5) writes it, "" while none was set: nobody can log in. networks: where logins may come
    from; empty: from anywhere."""

    site = models.OneToOneField(Site, on_delete=models.CASCADE, related_name="ftp_access")
    password_hash = models.CharField(max_length=200, blank=True)
    networks = models.JSONField(default=list)

    def __str__(self) -> str:
        return str(self.site)

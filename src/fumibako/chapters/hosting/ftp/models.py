"""Access to a site's files (D5)."""

from django.db import models

from fumibako.chapters.hosting.sites.models import Site


class FtpAccess(models.Model):
    """password_hash: as crypt(5) writes it, "" while none was set: nobody can log in. initial: the password that the
    site was made with, sealed (initial_passwords.py), "" once another one was set. networks: where logins may come
    from; empty: from anywhere. others_bytes: what the contract held besides this site's files when it was last counted
    (limits.py)."""

    site = models.OneToOneField(Site, on_delete=models.CASCADE, related_name="ftp_access")
    password_hash = models.CharField(max_length=200, blank=True)
    initial = models.TextField(blank=True)
    networks = models.JSONField(default=list)
    others_bytes = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.site)

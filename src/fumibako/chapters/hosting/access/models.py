"""Protected folders of a site, and who gets in (D6)."""

from django.db import models

from fumibako.chapters.hosting.sites.models import Site


class Restriction(models.Model):
    """path: as in the site's addresses, "/" for all of it. realm: what browsers show when they ask."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="restrictions")
    path = models.CharField(max_length=200)
    realm = models.CharField(max_length=60)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("site", "path"), name="one_restriction_a_folder"),)

    def __str__(self) -> str:
        return self.path


class AccessUser(models.Model):
    """password_hash: as crypt(5) writes it."""

    restriction = models.ForeignKey(Restriction, on_delete=models.CASCADE, related_name="users")
    login = models.CharField(max_length=64)
    password_hash = models.CharField(max_length=200)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("restriction", "login"), name="one_access_user_a_login"),)

    def __str__(self) -> str:
        return self.login

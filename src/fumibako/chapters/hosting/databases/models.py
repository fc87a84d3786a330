"""Databases of a site (D3)."""

from django.db import models

from fumibako.chapters.hosting.sites.models import Site


class Database(models.Model):
    """A database and its one user, who has the same name. The primary key is known to MariaDB, too, and never used
    again. dropped_at: its row stays as the order to delete it, also when its site is gone; domain: where that order
    goes. password_hash: as MariaDB has it."""

    site = models.ForeignKey(Site, null=True, on_delete=models.SET_NULL, related_name="databases")
    domain = models.CharField(max_length=253, db_index=True)
    name = models.CharField(max_length=64)
    password_hash = models.CharField(max_length=41)
    created_at = models.DateTimeField(auto_now_add=True)
    dropped_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("name",), condition=models.Q(dropped_at=None), name="one_database_a_name"),
        )

    def __str__(self) -> str:
        return self.name

"""Databases of a site (D3)."""

from django.db import models

from fumibako.chapters.hosting.sites.models import Site
from fumibako.chapters.identity.logins.models import SignIn


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


class DatabaseUser(models.Model):
    """A further user of a database. name: also none of the site's databases has it. reads_only: changes nothing."""

    database = models.ForeignKey(Database, on_delete=models.CASCADE, related_name="users")
    name = models.CharField(max_length=64, unique=True)
    password_hash = models.CharField(max_length=41)
    reads_only = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class Opening(models.Model):
    """A session in which a database is open in phpMyAdmin; it ends with the session. nonce: what the password that
    MariaDB was given for it is made from (`services.password_of`). lent_at: when it was given."""

    sign_in = models.ForeignKey(SignIn, on_delete=models.CASCADE, related_name="+")
    database = models.ForeignKey(Database, on_delete=models.CASCADE, related_name="openings")
    nonce = models.CharField(max_length=43)
    lent_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("sign_in", "database"), name="one_opening_a_session"),)

    def __str__(self) -> str:
        return f"{self.database} in session {self.sign_in_id}"

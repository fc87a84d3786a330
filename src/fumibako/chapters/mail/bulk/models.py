"""Account lists that were uploaded."""

import uuid

from django.db import models

from fumibako.groundwork.jobs.models import Job
from fumibako.groundwork.tenancy.models import Customer, Domain


class Upload(models.Model):
    """A file between its upload and its registration. owner: who may go on with it, as a job's (jobs/owners.py).

    customer: whose domains it may name; None: everybody's, for the operator. domain: of addresses written without one.
    stored: the name of the file below the state directory. changes_existing: lines without an action, or with “Add”,
    change the account where there is one.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    owner = models.CharField(max_length=330)
    customer = models.ForeignKey(Customer, null=True, on_delete=models.CASCADE, related_name="+")
    domain = models.ForeignKey(Domain, null=True, on_delete=models.CASCADE, related_name="+")
    file_name = models.CharField(max_length=200)
    stored = models.CharField(max_length=40)
    changes_existing = models.BooleanField(default=False)
    job = models.ForeignKey(Job, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    def __str__(self) -> str:
        return f"{self.file_name} of {self.owner}"

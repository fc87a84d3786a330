"""Jobs, what they say of each line of their work, and when each entry of the schedule last ran."""

import uuid

from django.db import models

from fumibako.groundwork.audit.actor import Actor, Kind


class Job(models.Model):
    """A piece of work for the background process.

    kind: the name of its function; arguments: what that is called with. owner: who may see it (owners.py); "" for
    nobody, as for scheduled jobs. place: what it works on alone (a domain), or "". customer_number: of the actor's
    customer, for the audit log.
    queued_at: its place in the queue; a job that gave way goes to the end. due_at: not before, after a fault that may
    pass. lease_holder, lease_until: the process that runs it. attempts: starts since it last got further.
    done: how many steps are committed, from where it goes on; total: how many there are, 0 where that is unknown.
    message: what it is doing, or why it failed.
    """

    class State(models.TextChoices):
        QUEUED = "queued"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"
        CANCELLED = "cancelled"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    kind = models.CharField(max_length=60)
    arguments = models.JSONField(default=dict)
    is_interactive = models.BooleanField(default=False)
    actor_kind = models.CharField(max_length=20)
    actor_name = models.CharField(max_length=320)
    actor_remote = models.CharField(max_length=64, blank=True)
    actor_key = models.CharField(max_length=60, blank=True)
    actor_role = models.CharField(max_length=10, blank=True)
    owner = models.CharField(max_length=330, blank=True, db_index=True)
    place = models.CharField(max_length=255, blank=True)
    customer_number = models.CharField(max_length=10, blank=True)
    language = models.CharField(max_length=10)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED, db_index=True)
    is_cancel_wanted = models.BooleanField(default=False)
    queued_at = models.DateTimeField()
    due_at = models.DateTimeField()
    lease_holder = models.CharField(max_length=80, blank=True)
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(default=0)
    message = models.TextField(blank=True)
    result_name = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True, db_index=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("place",),
                condition=~models.Q(place="") & models.Q(started_at__isnull=False, ended_at__isnull=True),
                name="one_job_begun_per_place",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.id} {self.state} {self.done}/{self.total}"

    @property
    def actor(self) -> Actor:
        return Actor(Kind(self.actor_kind), self.actor_name, self.actor_remote, self.actor_key, self.actor_role)

    @property
    def has_ended(self) -> bool:
        return self.ended_at is not None


class Line(models.Model):
    """What became of one line of a job's input. outcome and message are in the job's language."""

    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="lines")
    number = models.PositiveBigIntegerField()
    outcome = models.CharField(max_length=40)
    message = models.TextField(blank=True)
    is_refused = models.BooleanField(default=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("job", "number"), name="job_line"),)

    def __str__(self) -> str:
        return f"{self.job_id} {self.number} {self.outcome}"


class ScheduledRun(models.Model):
    """An entry of the schedule by its name; slot: the latest time that it was enqueued for."""

    name = models.CharField(max_length=60, primary_key=True)
    slot = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} {self.slot}"

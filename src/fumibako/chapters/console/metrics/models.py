"""Samples of figures, alarms, and who may read them."""

from django.db import models


class Sample(models.Model):
    """What one figure was at one time; kept for the charts."""

    name = models.CharField(max_length=60)
    at = models.DateTimeField()
    value = models.FloatField()

    class Meta:
        indexes = (models.Index(fields=("name", "at"), name="metrics_sample_at"),)

    def __str__(self) -> str:
        return f"{self.name} {self.value}"


class Alarm(models.Model):
    """A problem, from the look that found it first to the one that did not find it any more.

    key: the same problem found again is the same alarm. told_at: when the operator was mailed; None: not yet, and
    never if it ends before.
    """

    key = models.CharField(max_length=80)
    words = models.CharField(max_length=500)
    began_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True, db_index=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("key",), condition=models.Q(ended_at=None), name="metrics_alarm_open"),
        )

    def __str__(self) -> str:
        return self.key


class Thresholds(models.Model):
    """The only row: from when on a figure is an alarm. 0: never. oldest_hours: of mail in the queue; queue_mails: how
    many are in it; failed_mails: refused or returned within an hour; free_gigabytes: less is left on the disk."""

    only = models.PositiveSmallIntegerField(primary_key=True, default=1)
    oldest_hours = models.PositiveIntegerField(default=4)
    queue_mails = models.PositiveIntegerField(default=0)
    failed_mails = models.PositiveIntegerField(default=0)
    free_gigabytes = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (models.CheckConstraint(condition=models.Q(only=1), name="metrics_thresholds_only"),)

    def __str__(self) -> str:
        return f"{self.oldest_hours} h"


class Access(models.Model):
    """The only row. token_hash: of what a program shows at /metrics; networks: from where none is needed, separated by
    blanks; alarm_address: where alarms go, "" for nowhere."""

    only = models.PositiveSmallIntegerField(primary_key=True, default=1)
    token_hash = models.CharField(max_length=64, blank=True)
    networks = models.CharField(max_length=500, blank=True)
    alarm_address = models.CharField(max_length=320, blank=True)

    class Meta:
        constraints = (models.CheckConstraint(condition=models.Q(only=1), name="metrics_access_only"),)

    def __str__(self) -> str:
        return self.alarm_address

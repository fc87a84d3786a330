"""What the mail daemons' logs say of each mail (B13). Rows are written by reading the logs only, and can be read anew.

Who may see a row is decided by `Delivery.mailbox`, `Delivery.domain` and `Mail.account`, never by `Mail.sender`, which
anybody can write.
"""

from django.db import models


class LogPosition(models.Model):
    """How far a log has been read; see LogPlace."""

    log = models.CharField(max_length=20, unique=True)
    inode = models.PositiveBigIntegerField(default=0)
    offset = models.PositiveBigIntegerField(default=0)
    head = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.log}: {self.offset}"


class Mail(models.Model):
    """A message in Postfix's queue. queue_id: "" for one that was refused at the door.

    door: how it came in, "smtp" from another server; client: from which host. account: the login that sent it, also
    where it came again from the outgoing filter (door "reinject"). sender: of the envelope, "" for notices.
    answers: the Message-ID of the mail that the account answers with it, without its brackets.
    """

    queue_id = models.CharField(max_length=40, blank=True, db_index=True)
    door = models.CharField(max_length=20, blank=True)
    client = models.CharField(max_length=300, blank=True)
    account = models.CharField(max_length=320, blank=True)
    sender = models.CharField(max_length=320, blank=True)
    message_id = models.CharField(max_length=500, blank=True, db_index=True)
    answers = models.CharField(max_length=250, blank=True, db_index=True)
    size = models.PositiveBigIntegerField(default=0)
    received_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("queue_id",), condition=~models.Q(queue_id=""), name="mail_queue_id"),
        )
        indexes = (models.Index(fields=("account", "received_at"), name="mail_of_account"),)

    def __str__(self) -> str:
        return self.queue_id or f"refused {self.received_at}"


class Delivery(models.Model):
    """A mail's way to one recipient, as far as it is known.

    recipient: the address that Postfix delivered to; mailbox: the same without "+…"; domain: of it. addressed_to: what
    the sender wrote, an alias for example. at: of the last change. tries: attempts that ended with "later".
    relay: the next server, "" for this box. session: Dovecot's name for it.
    outcome, virus, spam, score, threshold, spam_engine: what filterd found (machine/formats/filter_facts.py).
    """

    class State(models.TextChoices):
        QUEUED = "queued"
        WAITING = "waiting"
        HANDED_ON = "handed_on"  # to the queue behind the outgoing filter, where it has a row of its own
        SENT = "sent"
        DROPPED = "dropped"
        FAILED = "failed"
        REFUSED = "refused"

    mail = models.ForeignKey(Mail, on_delete=models.CASCADE, related_name="deliveries")
    recipient = models.CharField(max_length=320)
    mailbox = models.CharField(max_length=320)
    domain = models.CharField(max_length=253)
    addressed_to = models.CharField(max_length=320)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    at = models.DateTimeField(db_index=True)
    tries = models.PositiveIntegerField(default=0)
    relay = models.CharField(max_length=300, blank=True)
    dsn = models.CharField(max_length=12, blank=True)
    reply = models.CharField(max_length=500, blank=True)
    session = models.CharField(max_length=60, blank=True, db_index=True)
    outcome = models.CharField(max_length=20, blank=True)
    virus = models.CharField(max_length=200, blank=True)
    spam = models.CharField(max_length=12, blank=True)
    score = models.FloatField(null=True)
    threshold = models.FloatField(null=True)
    spam_engine = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("mail", "recipient"), name="delivery_once"),)
        indexes = (
            models.Index(fields=("mailbox", "at"), name="delivery_of_mailbox"),
            models.Index(fields=("domain", "at"), name="delivery_of_domain"),
        )

    def __str__(self) -> str:
        return f"{self.mail_id} to {self.recipient}: {self.state}"


class Event(models.Model):
    """What happened besides the delivery itself: to a mail, or in the mailbox in the delivery with that session, which
    Dovecot may have told before Postfix told of the delivery. value: the folder, the target, who was answered."""

    class Kind(models.TextChoices):
        FILED = "filed"
        FORWARDED = "forwarded"
        DISCARDED = "discarded"
        REPLIED = "replied"
        RETURNED = "returned"
        DELAY_TOLD = "delay_told"

    mail = models.ForeignKey(Mail, null=True, on_delete=models.CASCADE, related_name="events")
    session = models.CharField(max_length=60, blank=True, db_index=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    value = models.CharField(max_length=320, blank=True)
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.value}"


class SpamCount(models.Model):
    """What judging by an engine could be left out for, by domain and day: every mail was judged all the same
    (docs/decisions/0148). seen, correspondents: copies of a mail that came a moment ago, mails of somebody known;
    wrong: of both those that the engine found to be spam."""

    domain = models.CharField(max_length=253)
    day = models.DateField(db_index=True)
    judged = models.PositiveIntegerField(default=0)
    seen = models.PositiveIntegerField(default=0)
    correspondents = models.PositiveIntegerField(default=0)
    wrong = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("domain", "day"), name="one_spam_count_per_day"),)

    def __str__(self) -> str:
        return f"{self.domain} {self.day}"

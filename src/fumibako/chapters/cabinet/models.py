"""Files of the cabinet, the links by which others fetch them, and the requests by which others send some (E5)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.groundwork.tenancy.models import Customer

GIGABYTE = 1 << 30


class Policy(models.Model):
    """What the customer's administrators allow; without a row, the defaults. max_days: of a link.
    passes_unscanned: files that the scanner cannot look into (locked, or too large) are handed out, with a warning."""

    customer = models.OneToOneField(Customer, on_delete=models.CASCADE, related_name="cabinet_policy")
    is_open = models.BooleanField(default=True)
    takes_files = models.BooleanField(default=True)
    needs_password = models.BooleanField(default=False)
    passes_unscanned = models.BooleanField(default=True)
    max_days = models.PositiveSmallIntegerField(default=30)
    max_file_bytes = models.PositiveBigIntegerField(default=5 * GIGABYTE)

    def __str__(self) -> str:
        return f"{self.customer_id}"


class Seat(models.Model):
    """A row: the account may use the cabinet. Kept when the option ends, and without effect then."""

    mailbox = models.OneToOneField(Mailbox, on_delete=models.CASCADE, related_name="cabinet_seat")

    def __str__(self) -> str:
        return f"{self.mailbox_id}"


class FileRequest(models.Model):
    """A link by which somebody without a login sends files to the mailbox's user. token_hash: SHA-256 of what stands in
    the link. note: what is asked for. password_hash: "" for none. max_bytes: of all files together."""

    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, related_name="cabinet_requests")
    token_hash = models.CharField(max_length=64, unique=True)
    note = models.CharField(max_length=200)
    password_hash = models.CharField(max_length=200, blank=True)
    max_bytes = models.PositiveBigIntegerField()
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.mailbox_id} {self.note}"


class State(models.TextChoices):
    COMING = "coming", _("Being uploaded")
    WAITING = "waiting", _("Waiting for the virus check")
    CLEAN = "clean", _("Checked")
    UNSCANNED = "unscanned", _("Could not be checked completely")
    INFECTED = "infected", _("Virus found")


class StoredFile(models.Model):
    """key: its name on the disk and in addresses. size: as declared; received: bytes that have come. stamp: by which a
    sender goes on where it was cut. request, sender: how it came, if not by the user. scan_failed_at: when the scanner
    could not be asked."""

    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, related_name="cabinet_files")
    key = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=255)
    size = models.PositiveBigIntegerField()
    received = models.PositiveBigIntegerField(default=0)
    stamp = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.COMING.value)
    virus = models.CharField(max_length=200, blank=True)
    request = models.ForeignKey(FileRequest, on_delete=models.SET_NULL, null=True, related_name="files")
    sender = models.CharField(max_length=100, blank=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    scan_failed_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        indexes = (models.Index(fields=("mailbox", "stamp"), name="cabinet_file_stamp"),)

    def __str__(self) -> str:
        return self.name

    @property
    def is_whole(self) -> bool:
        return self.state != State.COMING


class Link(models.Model):
    """token_hash: SHA-256 of what stands in the link, which nobody can read from here. max_downloads: of each file; 0
    for no limit. recipients: addresses that are asked for a mailed code; empty: whoever has the link."""

    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, related_name="cabinet_links")
    token_hash = models.CharField(max_length=64, unique=True)
    note = models.CharField(max_length=200, blank=True)
    password_hash = models.CharField(max_length=200, blank=True)
    max_downloads = models.PositiveSmallIntegerField(default=0)
    recipients = models.JSONField(default=list)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    files = models.ManyToManyField(StoredFile, through="LinkedFile", related_name="links")

    def __str__(self) -> str:
        return f"{self.mailbox_id} {self.note}"


class LinkedFile(models.Model):
    """downloads: how many have begun."""

    link = models.ForeignKey(Link, on_delete=models.CASCADE, related_name="linked")
    file = models.ForeignKey(StoredFile, on_delete=models.CASCADE, related_name="linked")
    downloads = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("link", "file"), name="cabinet_file_once_a_link"),)

    def __str__(self) -> str:
        return f"{self.link_id} {self.file_id}"


class Happening(models.TextChoices):
    DOWNLOADED = "downloaded", _("Downloaded")
    SENT = "sent", _("File received")
    ENTERED = "entered", _("Password entered")
    WRONG_PASSWORD = "wrong_password", _("Wrong password")
    CODE_MAILED = "code_mailed", _("Code mailed")
    PROVED = "proved", _("Address confirmed")
    WRONG_CODE = "wrong_code", _("Wrong code")


class Access(models.Model):
    """A line of the log: what outsiders did by a link or a request. note: of the link or request, which may be gone.
    who: the address that was proved, or the name that a sender typed."""

    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, related_name="cabinet_accesses")
    link = models.ForeignKey(Link, on_delete=models.SET_NULL, null=True, related_name="accesses")
    request = models.ForeignKey(FileRequest, on_delete=models.SET_NULL, null=True, related_name="accesses")
    note = models.CharField(max_length=200, blank=True)
    happening = models.CharField(max_length=20, choices=Happening.choices)
    file_name = models.CharField(max_length=255, blank=True)
    who = models.CharField(max_length=320, blank=True)
    remote = models.CharField(max_length=64, blank=True)
    browser = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.at} {self.happening}"

"""Who uses two-step verification, how, and who stands between its two steps."""

from django.db import models

from fumibako.chapters.identity.logins.models import Login


class TwoStep(models.Model):
    """A row is there while it is on.

    address: where codes are mailed. app_secret: of the authenticator app, encrypted, "" without one. app_counter: the
    last time step (RFC 6238) whose code was used; it and those before work no more.
    """

    login = models.OneToOneField(Login, on_delete=models.CASCADE, related_name="two_step")
    address = models.CharField(max_length=320)
    confirmed_at = models.DateTimeField()
    app_secret = models.CharField(max_length=255, blank=True)
    app_counter = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.login_id} by {self.address}"


class RecoveryCode(models.Model):
    """One of a sheet of codes, each of which works once. code_hash: keyed; no copy of the database has the code."""

    login = models.ForeignKey(Login, on_delete=models.CASCADE, related_name="recovery_codes")
    code_hash = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("login", "code_hash"), name="recovery_code"),)

    def __str__(self) -> str:
        return f"{self.login_id} {'used' if self.used_at else 'unused'}"


class Passkey(models.Model):
    """A key pair in a telephone, a computer or a security key (WebAuthn); we have its public half.

    credential: its ID as browsers write it (base64url). sign_count: as it said last; one that goes back is a copy.
    """

    login = models.ForeignKey(Login, on_delete=models.CASCADE, related_name="passkeys")
    credential = models.CharField(max_length=1400, unique=True)
    public_key = models.BinaryField()
    sign_count = models.BigIntegerField(default=0)
    name = models.CharField(max_length=60)
    added_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.login_id} {self.name}"


class Step(models.Model):
    """A browser that gave the right password and is asked for a code.

    token_hash: SHA-256 of its cookie. proof: as a session's. tries: codes that were tried. challenge: what a passkey
    has to sign, another one after each try. until: when the password has to be given again.
    """

    token_hash = models.CharField(max_length=64, unique=True)
    login = models.ForeignKey(Login, on_delete=models.CASCADE, related_name="steps")
    proof = models.CharField(max_length=64)
    tries = models.PositiveSmallIntegerField(default=0)
    challenge = models.CharField(max_length=64)
    begun_at = models.DateTimeField(db_index=True)
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.login_id} until {self.until}"

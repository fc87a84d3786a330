"""Logins and their sessions."""

from django.db import models

from fumibako.groundwork.tenancy.models import Customer, Domain


class Login(models.Model):
    """A name and a password. Whoever it belongs to (a mailbox, an operator, a contract) points at it.

    name: a mail address, an operator's login or a contract's ID; unique within its kind.
    password_hash: Dovecot's scheme string, {ARGON2ID}$argon2id$…; the portal and Dovecot read the same.
    customer: whose people log in by it; None for the provider's staff.
    has_two_step: the password alone starts no session in a browser that is not trusted, and opens no mail program.
    last_login_at, last_login_from: the latest on the web, and its client's address.
    forgotten: how often its browsers were forgotten; what a browser knew before counts no more.
    """

    class Kind(models.TextChoices):
        MEMBER = "member"
        OPERATOR = "operator"
        CONTRACT = "contract"

    kind = models.CharField(max_length=10, choices=Kind.choices)
    name = models.CharField(max_length=320)
    password_hash = models.CharField(max_length=255)
    is_suspended = models.BooleanField(default=False)
    has_two_step = models.BooleanField(default=False)
    customer = models.ForeignKey(Customer, null=True, on_delete=models.PROTECT, related_name="logins")
    last_login_at = models.DateTimeField(null=True)
    last_login_from = models.CharField(max_length=64, blank=True)
    forgotten = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("kind", "name"), name="login_name"),)

    def __str__(self) -> str:
        return self.name


class SignIn(models.Model):
    """A session.

    token_hash: SHA-256 of the cookie, so that a copy of the database logs nobody in.
    proof: derived from the password at login; a session whose proof differs has ended. Suspending a login deletes its
    sessions, so that none of them returns when it is resumed.
    domain: the one that an administrator of several works on; None: their own.
    before_at, before_from: the login before this one, and its client's address; None where it was the first.
    """

    token_hash = models.CharField(max_length=64, unique=True)
    login = models.ForeignKey(Login, on_delete=models.CASCADE, related_name="sign_ins")
    proof = models.CharField(max_length=64)
    remote = models.CharField(max_length=64, blank=True)
    browser = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    seen_at = models.DateTimeField(db_index=True)
    domain = models.ForeignKey(Domain, null=True, on_delete=models.SET_NULL, related_name="+")
    before_at = models.DateTimeField(null=True)
    before_from = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return f"{self.login_id} since {self.created_at}"


class TrustedBrowser(models.Model):
    """A browser that passed the second step of a login and is not asked again for a while.

    token_hash: SHA-256 of its cookie, which is the same for all logins of that browser. proof: as a session's.
    seen_at: the latest moment at which it was used, so that a clock set back makes nothing last longer.
    """

    login = models.ForeignKey(Login, on_delete=models.CASCADE, related_name="trusted_browsers")
    token_hash = models.CharField(max_length=64)
    proof = models.CharField(max_length=64)
    browser = models.CharField(max_length=200, blank=True)
    trusted_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("login", "token_hash"), name="trusted_browser"),)

    def __str__(self) -> str:
        return f"{self.login_id} until {self.expires_at}"


class InitialPassword(models.Model):
    """The password that a login was made with, until it is changed. mark: of the hash that it belongs to; with another
    one it is of no use and not shown."""

    login = models.OneToOneField(Login, on_delete=models.CASCADE, related_name="initial_password")
    sealed = models.TextField()
    mark = models.CharField(max_length=16)

    def __str__(self) -> str:
        return f"of {self.login_id}"

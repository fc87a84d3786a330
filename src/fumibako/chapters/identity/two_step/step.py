"""The second step of a login: between the right password and the session.

Who gave the right password gets a cookie and a row (`Step`), no session: every page still asks for a login. The code
of a mail belongs to the browser that asked for it, and so does what a passkey has to sign."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Sum
from django.http import HttpRequest
from django.utils import timezone

from fumibako.chapters.identity.logins import sessions
from fumibako.chapters.identity.logins.models import Login
from fumibako.chapters.identity.logins.services import enter, note
from fumibako.chapters.identity.logins.trusted import trust
from fumibako.chapters.identity.two_step import errors, passkeys
from fumibako.chapters.identity.two_step.kinds import Holder, Kind
from fumibako.chapters.identity.two_step.models import Passkey, RecoveryCode, Step, TwoStep
from fumibako.chapters.identity.two_step.queries import passkeys_of, two_step_of
from fumibako.chapters.identity.two_step.secret_codes import counter_of, decrypted, hash_of, plain
from fumibako.groundwork.notices.services import send
from fumibako.groundwork.one_time.errors import CodeEnded, WrongCode
from fumibako.groundwork.one_time.purpose import Purpose
from fumibako.groundwork.one_time.services import consume_code, issue_code, latest
from fumibako.machine.notices.login import TwoStepCode

COOKIE = "__Host-step"
LIFETIME = timedelta(minutes=10)
MAX_TRIES = 5
CODE = Purpose(
    name="two_step_code", lifetime=LIFETIME, per_subject=3, window=timedelta(minutes=30), max_tries=MAX_TRIES
)
# Of one login in all browsers: whoever has the password guesses no more than this.
MAX_TRIES_AN_HOUR, WINDOW = 30, timedelta(hours=1)


def begin(request: HttpRequest, login: Login) -> Step:
    """Ask this browser for a code. The mail is sent by `send_code`."""
    token, now = secrets.token_urlsafe(32), timezone.now()
    Step.objects.filter(begun_at__lt=now - WINDOW).delete()
    row = Step.objects.create(
        token_hash=_hash(token),
        login=login,
        proof=sessions.proof_of(login),
        challenge=passkeys.new_challenge(),
        begun_at=now,
        until=now + LIFETIME,
    )
    request.cookies_to_change.keep(COOKIE, token)  # type: ignore[attr-defined] # middleware
    return row


def step_of(request: HttpRequest, kind: Kind) -> Step:
    """Where this browser stands at the door of that kind. Raises StepEnded."""
    rows = Step.objects.select_related("login__customer").filter(login__kind=kind.login)
    token = request.COOKIES.get(COOKIE)
    row = rows.filter(token_hash=_hash(token)).first() if token else None
    if row is None or not _is_alive(row, timezone.now()):
        raise errors.StepEnded
    return row


def send_code(step: Step, holder: Holder, *, remote: str) -> None:
    """Mail a code; the one before it ends, and the time begins anew. Raises TooManyIssued, StepEnded."""
    login, now = step.login, timezone.localtime()
    two_step = two_step_of(login)
    if two_step is None:
        raise errors.StepEnded
    with transaction.atomic():
        code = issue_code(CODE, str(login.pk), proof=step.token_hash, remote=remote)
        Step.objects.filter(pk=step.pk).update(until=now + LIFETIME)
        send(
            TwoStepCode(address=holder.name, code=code, until=now + LIFETIME),
            to=two_step.address,
            domain=holder.domain,
        )


def pass_step(request: HttpRequest, *, step: Step, code: str = "", passkey: str = "", is_to_trust: bool) -> Login:
    """Start the session. passkey: what the browser answered, where that was chosen. Raises WrongVerificationCode,
    WrongPasskey, StepEnded, TooManyCodes, AccountClosed, CustomerClosed."""
    login = step.login
    two_step = two_step_of(login)
    left = _take_try(step)
    if two_step is None:
        raise errors.StepEnded
    is_passed = _is_of_passkey(request, step, passkey) if passkey else _is_right(two_step, step, plain(code))
    if not is_passed:
        note(request, login, "code")
        if not left:
            raise errors.StepEnded
        raise errors.WrongPasskey(tries=left) if passkey else errors.WrongVerificationCode(tries=left)
    step.delete()
    request.cookies_to_change.forget(COOKIE)  # type: ignore[attr-defined] # middleware
    enter(request, login)
    if is_to_trust:
        trust(request, login)
    return login


def _take_try(step: Step) -> int:
    """How many are left after this one; counted before the code is looked at, so that two at once are two."""
    now = timezone.now()
    recent = Step.objects.filter(login=step.login_id, begun_at__gt=now - WINDOW)
    if (recent.aggregate(made=Sum("tries"))["made"] or 0) >= MAX_TRIES_AN_HOUR:
        raise errors.TooManyCodes(minutes=_minutes_until(recent.order_by("begun_at")[0].begun_at + WINDOW, now))
    if not Step.objects.filter(pk=step.pk, tries__lt=MAX_TRIES).update(tries=F("tries") + 1):
        raise errors.StepEnded
    step.refresh_from_db(fields=["tries"])
    return MAX_TRIES - step.tries


def _is_right(two_step: TwoStep, step: Step, code: str) -> bool:
    return _is_of_app(two_step, code) or _is_of_mail(step, code) or _is_of_sheet(step.login_id, code)


def _is_of_app(two_step: TwoStep, code: str) -> bool:
    """Each code counts once (RFC 6238 section 5.2)."""
    secret = decrypted(two_step.app_secret)
    counter = counter_of(secret, code, timezone.now()) if secret else None
    if counter is None:
        return False
    unused = TwoStep.objects.filter(pk=two_step.pk, app_counter__lt=counter)
    return bool(unused.update(app_counter=counter))


def _is_of_mail(step: Step, code: str) -> bool:
    """A code that another browser asked for is neither tried nor used up by this one."""
    if not code.isdecimal() or not is_mailed(step):
        return False
    try:
        consume_code(CODE, str(step.login_id), code)
    except (WrongCode, CodeEnded):
        return False
    return True


def is_mailed(step: Step) -> bool:
    """Whether the code that works was mailed for this browser."""
    issued = latest(CODE, str(step.login_id))
    return issued is not None and issued.proof == step.token_hash


def _is_of_sheet(login: int, code: str) -> bool:
    unused = RecoveryCode.objects.filter(login=login, code_hash=hash_of(login, code), used_at__isnull=True)
    return bool(unused.update(used_at=timezone.now()))


def _is_of_passkey(request: HttpRequest, step: Step, answer: str) -> bool:
    """Each challenge counts once, whatever comes of it; a count of signatures that does not grow is a copied key's."""
    asked = step.challenge
    step.challenge = passkeys.new_challenge()
    if not Step.objects.filter(pk=step.pk, challenge=asked).update(challenge=step.challenge):
        return False
    try:
        key = passkeys_of(step.login).filter(credential=passkeys.credential_of(answer)).first()
        if key is None:
            return False
        count = passkeys.checked(request, answer, asked, key)
    except passkeys.BadAnswer:
        return False
    unused = Passkey.objects.filter(pk=key.pk, sign_count=key.sign_count)
    return bool(unused.update(sign_count=count, used_at=timezone.now()))


def _is_alive(step: Step, now: datetime) -> bool:
    is_same = secrets.compare_digest(step.proof, sessions.proof_of(step.login))
    is_counted = step.tries < MAX_TRIES
    return now < step.until and is_counted and is_same and step.login.has_two_step and sessions.is_open(step.login)


def _minutes_until(end: datetime, now: datetime) -> int:
    return max(1, -(-(end - now) // timedelta(minutes=1)))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()

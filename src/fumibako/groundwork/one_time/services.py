"""Issuing and consuming. Of several that were issued to one subject for one purpose, the latest works."""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from fumibako.groundwork.advisory_lock import take_advisory_lock
from fumibako.groundwork.one_time.errors import CodeEnded, LinkEnded, TooManyIssued, WrongCode
from fumibako.groundwork.one_time.models import Issued
from fumibako.groundwork.one_time.purpose import Purpose

TOKEN_BYTES = 24  # 192 bits
MAX_SECRET = 100  # longer ones are not even hashed


def issue(purpose: Purpose, subject: str, *, proof: str = "", note: str = "", remote: str = "") -> str:
    """Return the token of a new link. remote: the network address that asked for it. Raises TooManyIssued."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    _store(purpose, subject, _hash_of_token(token), proof=proof, note=note, remote=remote)
    return token


def look(purpose: Purpose, token: str) -> Issued | None:
    """The row of a link that works. Changes nothing."""
    return _working(purpose).filter(secret_hash=_hash_of_token(token)).first()


def latest(purpose: Purpose, subject: str) -> Issued | None:
    """What works of what was issued to the subject. Changes nothing."""
    return _working(purpose).filter(subject=subject).first()


def consume(purpose: Purpose, token: str) -> Issued:
    """End a link that works, in the transaction of what it is for; of two clicks at once one does. Raises LinkEnded."""
    now = timezone.now()
    with transaction.atomic():
        issued = look(purpose, token)
        if issued is None or not _working(purpose).filter(pk=issued.pk).update(ended_at=now):
            raise LinkEnded
    return issued


def issue_code(purpose: Purpose, subject: str, *, proof: str = "", note: str = "", remote: str = "") -> str:
    """Return a new code. Raises TooManyIssued."""
    code = f"{secrets.randbelow(10**purpose.digits):0{purpose.digits}}"
    hashed = _hash_of_code(purpose, subject, code)
    _store(purpose, subject, hashed, proof=proof, note=note, remote=remote, tries_left=purpose.max_tries)
    return code


def consume_code(purpose: Purpose, subject: str, code: str) -> Issued:
    """End the code if it is right. Not inside a transaction: a wrong try must stay counted whatever the caller does
    next. Raises WrongCode, CodeEnded."""
    now = timezone.now()
    with transaction.atomic(durable=True):
        working = _working(purpose).filter(subject=subject, tries_left__gt=0)
        if not working.update(tries_left=F("tries_left") - 1):
            raise CodeEnded
        issued = _working(purpose).get(subject=subject)
        if is_right := hmac.compare_digest(issued.secret_hash, _hash_of_code(purpose, subject, code)):
            Issued.objects.filter(pk=issued.pk).update(ended_at=now)
    if is_right:
        return issued
    raise WrongCode(tries=issued.tries_left) if issued.tries_left else CodeEnded


def end_all(purpose: Purpose, subject: str) -> None:
    """What was issued to the subject works no longer."""
    _working(purpose).filter(subject=subject).update(ended_at=timezone.now())


def forget_old() -> int:
    """Delete the rows that neither work nor count any more. Returns how many there were."""
    return Issued.objects.filter(forgotten_at__lt=timezone.now()).delete()[0]


def _store(
    purpose: Purpose, subject: str, secret_hash: str, *, proof: str, note: str, remote: str, tries_left: int = 0
) -> None:
    now = timezone.now()
    with transaction.atomic():
        _take_turn(purpose.name)
        _refuse_too_many(purpose, now, Issued.objects.filter(subject=subject), purpose.per_subject)
        if remote:
            _refuse_too_many(purpose, now, Issued.objects.filter(remote=remote), purpose.per_remote)
        end_all(purpose, subject)
        Issued.objects.create(
            purpose=purpose.name,
            subject=subject,
            secret_hash=secret_hash,
            proof=proof,
            note=note,
            remote=remote,
            tries_left=tries_left,
            issued_at=now,
            expires_at=now + purpose.lifetime,
            forgotten_at=now + max(purpose.lifetime, purpose.window),
        )


def _refuse_too_many(purpose: Purpose, now: datetime, issued: QuerySet[Issued], most: int) -> None:
    """Raises TooManyIssued."""
    within = issued.filter(purpose=purpose.name, issued_at__gt=now - purpose.window).order_by("-issued_at")
    counting = list(within.values_list("issued_at", flat=True)[:most])
    if len(counting) == most:
        wait = counting[-1] + purpose.window - now
        raise TooManyIssued(minutes=max(1, -(-wait // timedelta(minutes=1))))


def _take_turn(name: str) -> None:
    """Counting and storing are one step, for each purpose."""
    take_advisory_lock(int.from_bytes(hashlib.sha256(f"one_time:{name}".encode()).digest()[:8], signed=True))


def _working(purpose: Purpose) -> QuerySet[Issued]:
    return Issued.objects.filter(purpose=purpose.name, ended_at__isnull=True, expires_at__gt=timezone.now())


def _hash_of_token(token: str) -> str:
    """A token has more bits than anybody can guess; a plain hash tells nothing of it."""
    return hashlib.sha256(token[:MAX_SECRET].encode("utf-8", "replace")).hexdigest()


def _hash_of_code(purpose: Purpose, subject: str, code: str) -> str:
    """All codes can be tried against a plain hash; the key is not in the database."""
    key, text = settings.SECRET_KEY.encode(), f"one_time:{purpose.name}:{subject}:{code[:MAX_SECRET]}"
    return hmac.digest(key, text.encode("utf-8", "replace"), hashlib.sha256).hex()

"""A form that is sent twice, by a double click, a reload or the browser's way back, gives the first answer.

Each form carries a token of its own ({% once %}). The result of what it did is kept in the transaction that did it, so
that either both are there or neither. Of two requests at the same time the second waits for the first one's row.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from cryptography.fernet import Fernet
from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils import timezone

from fumibako.groundwork.once.models import Outcome

KEPT = timedelta(days=1)
_CHANGES_BY_ITSELF = "csrfmiddlewaretoken"

Result = Mapping[str, Any]


def once(request: HttpRequest, do: Callable[[], Result]) -> Result:
    """Return what `do` returns, which JSON can carry, or what it returned when the same form with the same content was
    sent before. Where `do` raises or returns nothing, nothing is kept. Slow hashing belongs before it: it runs in a
    transaction."""
    if not request.POST.get("once"):
        return do()
    key, box = _key_of(request), _box_of(request)
    with transaction.atomic():
        if _claim(key):
            result = do()
            if not result:
                Outcome.objects.filter(key=key).delete()
                return result
            sealed = box.encrypt(json.dumps(dict(result)).encode()).decode()
            Outcome.objects.filter(key=key).update(sealed=sealed)
            return result
    kept: Result = json.loads(box.decrypt(Outcome.objects.get(key=key).sealed.encode()))
    return kept


def forget_old() -> int:
    """Returns how many there were."""
    return Outcome.objects.filter(forgotten_at__lt=timezone.now()).delete()[0]


def _claim(key: str) -> bool:
    """Whether nobody has done it; whoever comes meanwhile waits until this transaction ends."""
    try:
        with transaction.atomic():
            Outcome.objects.create(key=key, sealed="", forgotten_at=timezone.now() + KEPT)
    except IntegrityError:
        return False
    return True


def _key_of(request: HttpRequest) -> str:
    return _derived("key", request).hex()


def _box_of(request: HttpRequest) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(_derived("box", request)))


def _derived(purpose: str, request: HttpRequest) -> bytes:
    """From the token, which is stored nowhere, from who sends the form, and from all that stands in it: whoever goes
    back and types something else means something else."""
    actor = getattr(request, "actor", None)
    who = [str(actor.kind), actor.name] if actor else []
    typed = sorted((name, values) for name, values in request.POST.lists() if name != _CHANGES_BY_ITSELF)
    files = sorted((name, [_digest_of(file) for file in found]) for name, found in request.FILES.lists())
    content = json.dumps([purpose, who, request.path, typed, files])
    return hmac.digest(settings.SECRET_KEY.encode(), f"once:{content}".encode(), hashlib.sha256)


def _digest_of(file: Any) -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()

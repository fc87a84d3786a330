"""What root does with Postfix's queue: hold, list, release and delete mails, flush."""

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any

from fumibako.machine.conf import Config
from fumibako.machine.daemons.filterd import poison
from fumibako.machine.daemons.postfix import queue
from fumibako.machine.formats.queue_ids import parse_queue_id
from fumibako.machine.provision.verb import Answer, Context, Request, Verb
from fumibako.machine.system.run import run

LIST_SECONDS = 300.0
MAX_LISTED, MAX_RECIPIENTS, MAX_REASONS, MAX_REASON = 200, 5, 3, 500
QUEUES = ("incoming", "active", "deferred", "hold")


def hold_mail(context: Context, request: Request) -> Answer:
    """is_news: whether the mail was put on hold now. One that has left the queue is forgotten."""
    config, queue_id = context.config, parse_queue_id(request["queue_id"])
    if _is_held(config, queue_id):
        return {"is_news": False}
    _postsuper(config, "-h", queue_id)
    is_held = _is_held(config, queue_id)
    if not is_held:
        poison.forget(config, queue_id)
    return {"is_news": is_held}


def release_mail(context: Context, request: Request) -> Answer:
    """Back into the queue and so to the filter, which no mail can bypass."""
    config, queue_id = context.config, parse_queue_id(request["queue_id"])
    if not _is_held(config, queue_id):
        return {"was_held": False}
    poison.forget(config, queue_id)
    _postsuper(config, "-H", queue_id)
    return {"was_held": True}


def held_mails(context: Context, request: Request) -> Answer:
    """postqueue(1), -j: one JSON object per mail of the queue."""
    mails = _listed(context.config)
    return {"mails": [_held_mail(context.config, mail) for mail in mails if mail["queue_name"] == "hold"]}


def waiting_mails(context: Context, request: Request) -> Answer:
    """text: a part of the sender, a recipient or the queue id. mails: the oldest first, MAX_LISTED at most; number: of
    all that match."""
    text = str(request["text"]).lower()
    found = [mail for mail in _listed(context.config) if mail["queue_name"] != "hold" and text in _searched(mail)]
    found.sort(key=lambda mail: int(mail["arrival_time"]))
    return {"mails": [_waiting_mail(mail) for mail in found[:MAX_LISTED]], "number": len(found)}


def delete_mail(context: Context, request: Request) -> Answer:
    """From any queue. was_there: it had not left it."""
    config, queue_id = context.config, parse_queue_id(request["queue_id"])
    if not any(mail["queue_id"] == queue_id for mail in _listed(config)):
        return {"was_there": False}
    _postsuper(config, "-d", queue_id)
    poison.forget(config, queue_id)
    return {"was_there": True}


def queue_counts(context: Context, request: Request) -> Answer:
    """mails: number by queue; oldest_at: of those that are not on hold, 0 where there is none."""
    mails = _listed(context.config)
    waiting = [int(mail["arrival_time"]) for mail in mails if mail["queue_name"] != "hold"]
    counts = dict.fromkeys(QUEUES, 0) | Counter(mail["queue_name"] for mail in mails)
    return {"mails": counts, "oldest_at": min(waiting, default=0)}


def flush_queue(context: Context, request: Request) -> Answer:
    run(("postqueue", "-c", str(context.config.live("postfix")), "-f"))
    return {}


def is_queue_untouched(context: Context, request: Request) -> Answer:
    return {"is_untouched": queue.is_untouched(context.config)}


def _listed(config: Config) -> list[dict[str, Any]]:
    listed = run(("postqueue", "-c", str(config.live("postfix")), "-j"), seconds=LIST_SECONDS)
    return [json.loads(line) for line in listed.splitlines()]


def _held_mail(config: Config, mail: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "queue_id": mail["queue_id"],
        "arrived_at": int(mail["arrival_time"]),
        "size": int(mail["message_size"]),
        "sender": mail["sender"],
        "recipients": [recipient["address"] for recipient in mail["recipients"]],
        "reasons": list(poison.reasons_in(poison.directory(config) / mail["queue_id"])),
    }


def _waiting_mail(mail: Mapping[str, Any]) -> dict[str, Any]:
    """reasons: what the other servers said, each once."""
    reasons = dict.fromkeys(recipient.get("delay_reason", "") for recipient in mail["recipients"])
    return {
        "queue_id": mail["queue_id"],
        "queue": mail["queue_name"],
        "arrived_at": int(mail["arrival_time"]),
        "size": int(mail["message_size"]),
        "sender": mail["sender"],
        "recipients": [recipient["address"] for recipient in mail["recipients"][:MAX_RECIPIENTS]],
        "others": max(0, len(mail["recipients"]) - MAX_RECIPIENTS),
        "reasons": [reason[:MAX_REASON] for reason in reasons if reason][:MAX_REASONS],
    }


def _searched(mail: Mapping[str, Any]) -> str:
    return " ".join((mail["queue_id"], mail["sender"], *(one["address"] for one in mail["recipients"]))).lower()


def _is_held(config: Config, queue_id: str) -> bool:
    return (config.home("postfix") / "queue" / "hold" / queue_id).exists()


def _postsuper(config: Config, action: str, queue_id: str) -> None:
    run(("postsuper", "-c", str(config.live("postfix")), action, queue_id))


VERBS = (
    Verb(hold_mail, ("watchdog",)),
    Verb(release_mail, ("web",)),
    Verb(held_mails, ("web",)),
    Verb(waiting_mails, ("web",)),
    Verb(delete_mail, ("web",)),
    Verb(queue_counts, ("web", "background")),
    Verb(flush_queue, ("watchdog", "web")),
    Verb(is_queue_untouched, ("watchdog",)),
)

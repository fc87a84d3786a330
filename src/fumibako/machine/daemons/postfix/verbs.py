"""What root does with Postfix's queue: hold, list and release mails, flush."""

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


def _is_held(config: Config, queue_id: str) -> bool:
    return (config.home("postfix") / "queue" / "hold" / queue_id).exists()


def _postsuper(config: Config, action: str, queue_id: str) -> None:
    run(("postsuper", "-c", str(config.live("postfix")), action, queue_id))


VERBS = (
    Verb(hold_mail, ("watchdog",)),
    Verb(release_mail, ("web",)),
    Verb(held_mails, ("web",)),
    Verb(queue_counts, ("web", "background")),
    Verb(flush_queue, ("watchdog",)),
    Verb(is_queue_untouched, ("watchdog",)),
)

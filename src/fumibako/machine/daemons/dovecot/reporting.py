"""Reports of other servers among a domain's mails (B14): they go to postmaster@, as the domain's records say."""

import contextlib
import json
import sqlite3
import time

from fumibako.machine.daemons.dovecot.doveadm import run_doveadm
from fumibako.machine.formats.addresses import parse_domain
from fumibako.machine.provision.verb import Answer, Context, Request, Verb

SECONDS = 50.0
KEPT_SECONDS = 24 * 3600  # how old a report may be to be found; who asks more often finds it again
MAX_MAILS, MAX_BYTES = 25, 100_000  # together within one answer of the agent
SUBJECT = "Report Domain:"  # RFC 7489 section 7.2.1.1, RFC 8460 section 5.3
_MAILBOX = "SELECT mailbox FROM quota_of WHERE address = ?"


def report_mails(context: Context, request: Request) -> Answer:
    """The newest, whole, from every folder that they may have been sorted into."""
    domain = parse_domain(request["domain"])
    accounts = context.config.edge / "accounts.sqlite3"
    with contextlib.closing(sqlite3.connect(f"file:{accounts}?mode=ro", uri=True, timeout=5)) as database:
        found = database.execute(_MAILBOX, (f"postmaster@{domain}",)).fetchone()
    if not found or not found[0]:
        return {"mails": []}
    since = str(int(time.time()) - KEPT_SECONDS)
    query = ("mailbox", "*", "savedsince", since, "smaller", str(MAX_BYTES), "header", "subject", SUBJECT)
    said = run_doveadm(context.config, "-f", "json", "fetch", "-u", found[0], "text", *query, seconds=SECONDS)
    return {"mails": [mail["text"] for mail in json.loads(said or "[]")[-MAX_MAILS:]]}


VERBS = (Verb(report_mails, ("background",)),)

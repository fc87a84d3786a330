"""How many mails per second come into mailboxes, and what each costs, against other ways to do the same.

    python -m bench.mail_path [--rounds 7] [--mails 400] [--scanned 100]      (root; about 5 minutes)

One box of its own is made, measured and removed. In each round every way gets the same unique mails, in turn:

    plain    Postfix → Dovecot's LMTP, everything else as in the box
    clamd    ours, virus check only
    icap     the same, and a second engine over ICAP: c-icap, which asks the same clamd
    dkim     as clamd, of mails that their domain has signed: with the signature checked
    both     ours, virus check and SpamAssassin
    spamd    SpamAssassin alone: how fast spamd judges the mails that both has it judge
    untuned  the same with another spamd: it copies its configuration after each mail, its rules are not compiled,
             and it gets attachments whole
    amavis   amavisd-new with the same clamd and the same rules

Mails: 60 % text of 4 kB, 33 % with an attachment of 60 kB, 7 % of 1 MB; clamd's cache is off. Time runs from
the first connection to the last mail in its mailbox. CPU is that of every process of the box (and amavisd), without
the sender's. Aims: clamd/plain at least 0.75, both/spamd at least 0.95, spamd/untuned at
least 1.4 with the same verdicts, both/amavis above 1, own processes
under 350 MB. `--mails` go the quick ways, `--scanned` those with SpamAssassin. Needs Debian's amavisd-new (the
[bench] section of devbox/packages.txt). Where spamd keeps all cores busy, whatever else is done takes from its rate:
`--spamd-apart --ways both,spamd` shows how the filter feeds spamd where there is a core to spare. On a machine
that does other work the numbers mean nothing.
"""

import argparse
import asyncio
import random
import statistics
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from bench.mail_path import amavis, stack, untuned
from bench.mail_path.loads import judge_all, send_all
from bench.mail_path.mails import mix
from bench.mail_path.signed import signed
from bench.mail_path.stack import MAX_CHILDREN, Stack

WAYS = {
    **{"plain": stack.PLAIN, "clamd": stack.CLAMD, "icap": stack.ICAP, "dkim": stack.DKIM, "both": stack.BOTH},
    **{"spamd": "", "untuned": "", "amavis": stack.AMAVIS},
}
THRESHOLD = 5.0
AIMS = (("clamd", "plain", 0.75), ("both", "spamd", 0.95), ("spamd", "untuned", 1.4), ("both", "amavis", 1.0))
BESIDE = (("icap", "clamd"), ("dkim", "clamd"))  # what an option costs; no aim
QUICK = ("plain", "clamd", "icap", "dkim")
PATIENCE_SECONDS = 120


@dataclass
class Series:
    """What the rounds of one way gave."""

    rates: list[float] = field(default_factory=list)
    costs: list[dict[str, float]] = field(default_factory=list)  # CPU seconds per mail, by service
    senders: list[float] = field(default_factory=list)
    scores: list[float] = field(default_factory=list)  # of the ways that ask spamd alone


def main(argv: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--mails", type=int, default=400)
    parser.add_argument("--scanned", type=int, default=100)
    parser.add_argument("--ways", default=",".join(WAYS), help="only these, e.g. plain,clamd")
    parser.add_argument("--spamd-apart", action="store_true", help="one core for spamd alone, the rest on the others")
    given = parser.parse_args(argv)
    if "amavis" in given.ways.split(",") and not amavis.PROGRAM.exists():
        raise SystemExit("amavisd-new is missing: apt-get install --no-install-recommends amavisd-new")
    series = {way: Series() for way in given.ways.split(",")}
    with stack.running() as there:
        if given.spamd_apart:
            there.set_spamd_apart()
        for number in range(given.rounds + 1):  # round 0 warms up
            for way, found in series.items():
                chance = random.Random(number)
                make = signed if way == "dkim" else mix
                mails = make(given.mails if way in QUICK else given.scanned, chance)
                _measure(there, way, mails, found if number else Series())
        memory = there.own_memory()
    _tell(series, memory)


def _measure(there: Stack, way: str, mails: Sequence[bytes], found: Series) -> None:
    before, position, sender = there.cpu(), there.position(), time.process_time()
    started = time.monotonic()
    if way in ("spamd", "untuned"):
        is_ours = way == "spamd"
        socket = there.config.spamd_socket if is_ours else untuned.socket_of(there.config)
        found.scores += asyncio.run(judge_all(socket, MAX_CHILDREN, mails, whole=not is_ours))
    else:
        asyncio.run(send_all(there.config.ports.smtp, WAYS[way], mails))
        _wait_until_saved(there, position, len(mails))
    seconds = time.monotonic() - started
    sender = time.process_time() - sender
    used = {name: (cpu - before.get(name, 0.0)) / len(mails) for name, cpu in there.cpu().items()}
    found.rates.append(len(mails) / seconds)
    found.costs.append(used)
    found.senders.append(sender / len(mails))


def _wait_until_saved(there: Stack, position: int, number: int) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while (saved := there.saved(position)) < number:
        if time.monotonic() > deadline:
            raise SystemExit(f"only {saved} of {number} mails came into mailboxes")
        time.sleep(0.02)


def _tell(series: dict[str, Series], memory: dict[str, int]) -> None:
    print(f"{'way':8}{'mails/s':>9}  {'least-most':14}{'CPU ms/mail':>12}   of it")
    for way, found in series.items():
        parts = {name: statistics.median(cost[name] for cost in found.costs) for name in found.costs[0]}
        shown = sorted(((name, cpu) for name, cpu in parts.items() if cpu >= 0.0002), key=lambda part: -part[1])
        words = ", ".join(f"{name} {cpu * 1000:.1f}" for name, cpu in shown)
        spread = f"{min(found.rates):.1f}-{max(found.rates):.1f}"
        cost = statistics.median(sum(cost.values()) for cost in found.costs)
        print(f"{way:8}{statistics.median(found.rates):9.1f}  {spread:14}{cost * 1000:12.1f}   {words}")
    print(f"sender, not in it: {1000 * max(statistics.median(s.senders) for s in series.values()):.1f} CPU ms/mail")
    for way, against, aim in (*AIMS, *((*pair, "none") for pair in BESIDE)):
        if way in series and against in series:
            ratios = [mine / other for mine, other in zip(series[way].rates, series[against].rates, strict=True)]
            spread = f"{min(ratios):.2f}-{max(ratios):.2f}"
            print(f"{way}/{against}: {statistics.median(ratios):.2f} ({spread} by round), aim {aim}")
    if {"spamd", "untuned"} <= series.keys():
        pairs = list(zip(series["spamd"].scores, series["untuned"].scores, strict=True))
        others = sum((mine >= THRESHOLD) != (other >= THRESHOLD) for mine, other in pairs)
        scores = sum(mine != other for mine, other in pairs)
        print(f"of {len(pairs)} mails {others} with another verdict, {scores} with another score")
    parts = ", ".join(f"{name} {size >> 20}" for name, size in memory.items())
    print(f"own processes: {sum(memory.values()) >> 20} MiB PSS, aim 350 ({parts})")


if __name__ == "__main__":
    main(sys.argv[1:])

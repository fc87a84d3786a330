"""How soon a change of a site is live among few and many sites, and how fast pages come.

    python -m bench.sites --state DIR [--sites 1000] [--changes 40] [--ab PROGRAM] [--mod-php FILE]

DIR is a running test box; its sites stay. Among 10 sites and again among --sites:

- a new site, and a new setting of PHP for one: from the commit to the page that shows it (2 s at p99, ratio 1.3);
- meanwhile 40 requests a second to a file and to a PHP page of another site: none may fail.

Then, in turns, our chain and the same three daemons set up by hand for as many sites (--ab: ApacheBench of
apache2-utils): requests a second for a small file and a small PHP page, the best of the rounds; of their ratios the
median, as whatever else runs slows both of a turn; at least 0.95. With --mod-php (libphp8.2.so of
libapache2-mod-php8.2) the front page of a WordPress, one request after the other, ours against Debian's stock Apache:
the fastest tenth.
"""

import argparse
import contextlib
import http.client
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from bench.sites import baseline
from fumibako.machine.conf import Config, load
from tests.journeys.clients import MailPrograms
from tests.journeys.database import ended
from tests.journeys.office import SOURCE, Office
from tests.journeys.web import Browser
from tests.journeys.website import Website

FEW = 10
VISITED, CHANGED = "s0.sites.example", "s1.sites.example"
MEMORY = "<?php echo 'memory ', ini_get('memory_limit');"
ROUNDS, REQUESTS, AT_ONCE = 20, 800, 8
PAGES = 60
WORDPRESS = "wp.sites.example"
JOB = re.compile(r'href="(/jobs/[^"/]+/)"')


def main(argv: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--state", type=Path, required=True)
    parser.add_argument("--sites", type=int, default=1000)
    parser.add_argument("--changes", type=int, default=40)
    parser.add_argument("--ab", default="ab")
    parser.add_argument("--mod-php", type=Path)
    parser.add_argument("--only", choices=("changes", "requests", "wordpress"))
    given = parser.parse_args(argv)
    office = Office(load(state=given.state))
    with _database(office.config) as tell:
        tell("fill", FEW)
        if given.only in (None, "changes"):
            _changes(office, tell, given.sites, given.changes)
    if given.only in (None, "requests"):
        _requests(office, given.ab)
    if given.mod_php and given.only in (None, "wordpress"):
        _wordpress(office, given.mod_php)


def _changes(office: Office, tell: Callable[..., Any], most: int, changes: int) -> None:
    medians: dict[str, list[float]] = {"new site": [], "change": []}
    for number in (FEW, most):
        filled = tell("fill", number)
        print(f"{filled['sites']} sites; {filled['added']} added in {filled['seconds']:.0f} s", flush=True)
        site = Website(office, CHANGED)
        site.put("htdocs/memory.php", MEMORY)
        with _visitors(office) as seen:
            new = [_live(partial(_new, office, tell, f"n{n}-{time.time_ns()}.sites.example")) for n in range(changes)]
            changed = [_live(partial(_set, site, tell, 128 * (1 + n % 2))) for n in range(1, changes + 1)]
        for what, seconds in (("new site", new), ("change", changed)):
            ordered = sorted(seconds)
            medians[what].append(statistics.median(ordered))
            p99 = ordered[round(0.99 * (len(ordered) - 1))]
            print(f"  {what:9} median {medians[what][-1]:.2f} s, p99 {p99:.2f} s{'' if p99 <= 2 else '  OVER'}")
        print(
            f"  visitors meanwhile: {seen.asked} requests, {len(seen.failed)} failed {sorted(set(seen.failed))[:9]}",
            flush=True,
        )
    for what, (few, many) in medians.items():
        print(f"{what}: {most} sites to {FEW}: x {many / few:.2f} (1.3)")


def _live(deed: Callable[[], Callable[[], bool]]) -> float:
    """Seconds from the deed until it is seen."""
    started = time.perf_counter()
    is_seen = deed()
    while not is_seen():
        assert time.perf_counter() - started < 60, "not live within a minute"
        time.sleep(0.01)
    return time.perf_counter() - started


def _new(office: Office, tell: Callable[..., Any], name: str) -> Callable[[], bool]:
    tell("add", name)
    site = Website(office, name)
    return lambda: site.visit().status == 200


def _set(site: Website, tell: Callable[..., Any], memory: int) -> Callable[[], bool]:
    tell("change", site.domain, memory)
    return lambda: f"memory {memory}M" in site.visit("/memory.php").text


@dataclass
class _Seen:
    asked: int = 0
    failed: list[str] = field(default_factory=list)


@contextlib.contextmanager
def _visitors(office: Office) -> Iterator[_Seen]:
    """Two of them, twenty requests a second each, each with a new connection as after a reload."""
    site, seen, over, lock = Website(office, VISITED), _Seen(), threading.Event(), threading.Lock()
    site.put("htdocs/memory.php", MEMORY)

    def visit(path: str, wanted: str) -> None:
        while not over.wait(0.05):
            try:
                answer = site.visit(path)
                failure = "" if answer.status == 200 and wanted in answer.text else f"{path}: {answer.status}"
            except (OSError, http.client.HTTPException) as error:
                failure = f"{path}: {error!r}"
            with lock:
                seen.asked += 1
                seen.failed += [failure] if failure else []

    threads = [threading.Thread(target=visit, args=each) for each in (("/index.html", ""), ("/memory.php", "memory"))]
    for thread in threads:
        thread.start()
    try:
        yield seen
    finally:
        over.set()
        for thread in threads:
            thread.join()


def _requests(office: Office, ab: str) -> None:
    site = Website(office, VISITED)
    site.put("htdocs/small.html", "<p>" + "a" * 4000)
    site.put("htdocs/small.php", "<?php echo str_repeat('a', 4000);")
    with tempfile.TemporaryDirectory(prefix="fb-by-hand-", dir="/tmp") as made:
        htdocs = _copied(site, Path(made) / "htdocs")
        domains = sorted(path.name for path in office.config.sites.iterdir())
        with baseline.by_hand(
            Path(made), htdocs, site.uid, office.config.ports[10700], _nice(office.config), domains
        ) as port:
            for path in ("/small.html", "/small.php"):
                rates = [
                    [
                        _rate(ab, f"http://127.0.0.1:{each}{path}", site.domain)
                        for each in (office.config.ports.http, port)
                    ]
                    for _ in range(ROUNDS + 1)
                ][1:]
                ours, by_hand = (max(some) for some in zip(*rates, strict=True))
                ratio = statistics.median(mine / theirs for mine, theirs in rates)
                print(f"{path}: {ours:.0f}/s, by hand {by_hand:.0f}/s: x {ratio:.2f} (0.95)", flush=True)


def _nice(config: Config) -> int:
    """Of the box's daemons."""
    return os.getpriority(os.PRIO_PROCESS, int((config.run / "nginx.pid").read_text()))


def _copied(site: Website, place: Path) -> Path:
    """The site's files once more, readable for the others' Apache."""
    shutil.copytree(site.gate / "htdocs", place, symlinks=True)
    for path in (place, *place.rglob("*")):
        os.chown(path, site.uid, site.uid)
    return place


def _rate(ab: str, url: str, domain: str) -> float:
    command = (ab, "-q", "-k", "-n", str(REQUESTS), "-c", str(AT_ONCE), "-H", f"Host: www.{domain}", url)
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert "Non-2xx" not in said and re.search(r"Failed requests: +0\n", said), said
    return float(re.search(r"Requests per second: +([0-9.]+)", said)[1])  # type: ignore[index]


def _wordpress(office: Office, module: Path) -> None:
    config = office.config
    site, host = Website(office, WORDPRESS), f"www.{WORDPRESS}:{config.ports.http}"
    if not site.gate.is_dir():
        _install(office)
    with tempfile.TemporaryDirectory(prefix="fb-stock-", dir="/tmp") as made:
        htdocs = _copied(site, Path(made) / "htdocs")
        with baseline.stock(
            Path(made), htdocs, site.uid, config.ports[10702], _nice(config), module, config.mariadb_socket
        ) as port:
            taken = [[_page(each, host) for each in (config.ports.http, port)] for _ in range(PAGES + 10)][10:]
    ours, stock = (statistics.quantiles(some, n=10)[0] * 1000 for some in zip(*taken, strict=True))
    print(f"WordPress: {ours:.1f} ms, Debian's Apache with PHP in it {stock:.1f} ms: x {stock / ours:.2f} (1)")


def _page(port: int, host: str) -> float:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    started = time.perf_counter()
    connection.request("GET", "/", headers={"Host": host})
    answer = connection.getresponse()
    content = answer.read()
    assert answer.status == 200 and b"</html>" in content, (port, answer.status, answer.headers, content[-300:])
    taken = time.perf_counter() - started
    connection.close()
    return taken


def _install(office: Office) -> None:
    """By the button."""
    administrator = office.add_customer("株式会社ブログ", WORDPRESS)
    office.settled(WORDPRESS)
    programs = MailPrograms.of(office.status(), office.config.tls / "certificate.pem", office.config.hostname)
    browser = Browser(programs, office.config.hostname).log_in(administrator)
    asked = {"title": "ブログ", "name": "sato", "email": "sato@out.example", "password_by": "made"}
    place = "/admin/web/wordpress/install/"
    page = browser.submit(browser.get(place), "/install/", asked)
    job = ended(browser, browser.get(JOB.findall(page.text)[0]))
    assert "notice ok" in job.text, job.text


@contextlib.contextmanager
def _database(config: Config) -> Iterator[Callable[..., Any]]:
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join((str(SOURCE), str(SOURCE.parent))),
        "FUMIBAKO_STATE": str(config.state),
        "DJANGO_SETTINGS_MODULE": "fumibako.project.settings",
    }
    command = (sys.executable, "-m", "bench.sites.filling")
    with subprocess.Popen(
        command, env=environment, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdin and process.stdout

        def tell(*wish: object) -> Any:
            assert process.stdin and process.stdout
            process.stdin.write(json.dumps(wish) + "\n")
            process.stdin.flush()
            return json.loads(process.stdout.readline())

        yield tell
        process.stdin.close()


if __name__ == "__main__":
    main(sys.argv[1:])

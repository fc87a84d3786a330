"""Moving a whole company in (B15): 20 mailboxes with 20,000 mails from a plain Dovecot, and once more.

    python -m bench.moving_in DIR [--accounts 20] [--mails 1000]      (root; some minutes)

DIR is a running test box, which gets a customer that stays; the old server is a Dovecot of its own with Maildir.
Folders have Japanese names in two levels. Checked of every mail: its folder, flags, keywords, the date it was received,
its octets; and that the second run copies nothing. Baseline: the same mails fetched from the old server and dropped.
Aim: moving, which writes each mail to the disk for good, takes at most 25 times as long as the fetching alone. On a
machine that does other work the numbers mean nothing.
"""

import argparse
import base64
import contextlib
import hashlib
import imaplib
import os
import random
import shutil
import ssl
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from imapclient import IMAPClient

from bench.mailbox_format import _mail
from fumibako.cli.asking import ask
from fumibako.machine.conf import Config, load
from fumibako.machine.system import files
from tests.journeys.clients import until
from tests.ports import free_port

UID, PASSWORD = 5000, "Kinmokusei-no-7-ban"
FOLDERS = {"INBOX": "", "請求書": ".&istsQmb4-", "請求書.2026年": ".&istsQmb4-.2026&XnQ-", "Sent": ".Sent"}
FLAGS = ("", "S", "FS", "RS", "Sa")  # a: the keyword of dovecot-keywords
# Of a session, and what our Dovecot tells of a mail by itself.
OURS = (b"\\Recent", b"$HasAttachment", b"$HasNoAttachment")
AIM = 25.0
Found = Counter[tuple[str, tuple[bytes, ...], float, str]]
imaplib._MAXLINE = 10_000_000  # type: ignore[attr-defined]


def main(argv: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("box", type=Path)
    parser.add_argument("--accounts", type=int, default=20)
    parser.add_argument("--mails", type=int, default=1000, help="of each account")
    given = parser.parse_args(argv)
    users = [f"u{number:02}" for number in range(given.accounts)]
    config, domain = load(state=given.box), f"moved{int(time.time())}.example"
    with _old_server(users, given.mails) as port:
        _make_accounts(config, domain, users)
        begun = time.monotonic()
        old = {user: _found("127.0.0.1", port, user) for user in users}
        fetching = time.monotonic() - begun
        first, lines = _moved(config, domain, port, users)
        assert all(f"{given.mails:,}" in line["message"] for line in lines), lines[0]
        second, again = _moved(config, domain, port, users)
        for user in users:
            new = _found(config.own_address, config.ports.imaps, f"{user}@{domain}", is_ours=True)
            lost, odd = old[user] - new, new - old[user]
            assert not lost and not odd, f"{user}: {sum(lost.values())} lost, {sum(odd.values())} odd"
        number = given.accounts * given.mails
        print(f"{number:,} mails of {given.accounts} accounts are the same in every folder, flag, date and octet")
        print(f"first run {first:.0f} s ({number / first:.0f} mails/s), second {second:.0f} s; {again[0]['message']}")
        ratio = first / fetching
        print(f"fetching alone {fetching:.0f} s; moving/fetching: {ratio:.1f}, aim at most {AIM:.0f}")


def _moved(config: Config, domain: str, port: int, users: Sequence[str]) -> tuple[float, list[dict[str, Any]]]:
    rows = "\n".join(f"{user},{user},x" for user in users)
    content = base64.b64encode(f"メールアドレス,旧ログイン名,旧パスワード\n{rows}\n".encode()).decode()
    values = {"domain": domain, "host": "127.0.0.1", "port": port, "security": "none", "content": content}
    begun = time.monotonic()
    job = ask(config, "POST", "mail", "moves", values=values)["job"]
    while (now := ask(config, "GET", "mail", "moves", job))["state"] in ("queued", "running"):
        time.sleep(1)
    assert now["state"] == "done" and not any(line["is_refused"] for line in now["lines"]), now
    return time.monotonic() - begun, now["lines"]


def _found(host: str, port: int, user: str, *, is_ours: bool = False) -> Found:
    """Every mail of a mailbox. Folders by our separator; those that are empty are left out."""
    found: Found = Counter()
    client = IMAPClient(host, port, ssl=is_ours, ssl_context=_unchecked() if is_ours else None)
    client.login(user, PASSWORD if is_ours else "x")
    client.normalise_times = False
    for _, separator, name in client.list_folders():
        client.select_folder(name, readonly=True)
        uids = client.search("ALL")
        folder = str(name).replace((separator or b"/").decode(), "/")
        for start in range(0, len(uids), 200):
            rows = client.fetch(uids[start : start + 200], ["FLAGS", "INTERNALDATE", "BODY.PEEK[]"])
            for row in rows.values():
                flags = tuple(sorted(flag for flag in row[b"FLAGS"] if flag not in OURS))
                found[
                    (folder, flags, row[b"INTERNALDATE"].timestamp(), hashlib.sha256(row[b"BODY[]"]).hexdigest())
                ] += 1
    client.logout()
    return found


def _unchecked() -> Any:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


# --- The two sides ------------------------------------------------------------------------------


def _make_accounts(config: Config, domain: str, users: Sequence[str]) -> None:
    ask(config, "POST", "customers", values={"name": "株式会社引っ越し", "domain": domain, "accounts_max": 100})
    for user in users:
        ask(config, "POST", "accounts", values={"address": f"{user}@{domain}", "password": PASSWORD})


@contextlib.contextmanager
def _old_server(users: Sequence[str], mails: int) -> Iterator[int]:
    root, port = Path(tempfile.mkdtemp(prefix="fb-old-", dir="/tmp")), free_port()
    root.chmod(0o755)
    files.directory(root / "mail", uid=UID, gid=UID)
    for user in users:
        _fill(root / "mail" / user, mails, random.Random(user))
    subprocess.run(("chown", "-R", f"{UID}:{UID}", root / "mail"), check=True)
    (root / "dovecot.conf").write_text(_conf(root, port))
    with (root / "log").open("ab") as log:
        process = subprocess.Popen(("dovecot", "-F", "-c", root / "dovecot.conf"), stdout=log, stderr=log)
    try:
        until(lambda: (root / "run" / "login").exists(), 30)
        yield port
    finally:
        process.terminate()
        process.wait(30)
        shutil.rmtree(root)


def _fill(home: Path, mails: int, chance: random.Random) -> None:
    """Maildir++: the date a mail was received is the file's, flags stand in its name."""
    for place in FOLDERS.values():
        for name in ("cur", "new", "tmp"):
            (home / place / name).mkdir(parents=True)
        (home / place / "dovecot-keywords").write_text("0 $Forwarded\n")
    names = list(FOLDERS.values())
    for number in range(mails):
        at = 1_500_000_000 + chance.randrange(250_000_000)
        path = home / names[number % len(names)] / "cur" / f"{at}.M{number}.old:2,{FLAGS[number % len(FLAGS)]}"
        path.write_bytes(_mail(number, chance))
        os.utime(path, (at, at))


def _conf(root: Path, port: int) -> str:
    return f"""\
base_dir = {root}/run
state_dir = {root}/state
log_path = /dev/stderr
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
first_valid_uid = {UID}
mail_location = maildir:~
namespace inbox {{
  inbox = yes
}}
passdb {{
  driver = static
  args = nopassword
}}
userdb {{
  driver = static
  args = uid={UID} gid={UID} home={root}/mail/%u
}}
service imap-login {{
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service stats {{
  unix_listener stats-writer {{
    mode = 0666
  }}
}}
"""


if __name__ == "__main__":
    main(sys.argv[1:])

"""python -m fumibako.processes.guardd --state DIR: serve Dovecot (loopback TCP, with the secret), the web (a Unix
socket, by who asks), Postfix (three Unix sockets) and nginx (two) until SIGTERM."""

import asyncio
import base64
import hmac
import signal
import sys
import time
from collections.abc import Mapping
from functools import partial
from typing import Any
from urllib.parse import parse_qs, urlsplit

from fumibako.machine.conf import Config
from fumibako.machine.conf.arguments import config_of
from fumibako.machine.daemons.countries.control import is_in_japan
from fumibako.machine.daemons.tables.login_places import places_of
from fumibako.machine.system.accounts import uid_of
from fumibako.machine.system.logs import write_to_stderr
from fumibako.machine.system.peers import peer_of
from fumibako.processes.guardd import origin, sending, site_logins, site_mail, socketmap
from fumibako.processes.guardd.guard import Guard
from fumibako.processes.guardd.history import History
from fumibako.processes.guardd.memory import Memory
from fumibako.processes.guardd.outside import Outside
from fumibako.processes.guardd.places import Known
from fumibako.processes.guardd.senders import Senders
from fumibako.processes.guardd.server import LONGEST_HEAD, Answer, serving


def main() -> None:
    write_to_stderr()
    asyncio.run(serve(config_of(sys.argv[1:])))


async def serve(config: Config) -> None:
    home = config.home("guardd")

    known = Known(partial(places_of, config))

    def is_allowed(login: str, protocol: str, address: str) -> bool:
        places = known.places_of(login)
        return places is None or places.allow(protocol, address, partial(is_in_japan, config))

    memory, history = Memory(home / "guard.sqlite3"), History(home / "history.sqlite3")
    guard = Guard(memory, history, time.time, config.own_address, is_allowed)
    senders = Senders(config.home("guardd") / "senders.sqlite3", config.hostname, time.time)
    sendings = sending.Sending(config, time.time)
    secret = (config.secrets / "guard").read_text().strip()
    wanted = "Basic " + base64.b64encode(f"dovecot:{secret}".encode()).decode()
    uids, nginx = config.uids, uid_of("www-data")
    guesses = site_logins.SiteLogins(time.monotonic)
    trusted, looking, mailing = {0, uids.web, uids.background}, {uids.guardd, uids.watchdog}, {0, uid_of("postfix")}

    def has_secret(writer: asyncio.StreamWriter, target: str, headers: Mapping[str, str]) -> bool:
        return hmac.compare_digest(headers.get("authorization", "").encode(), wanted.encode())

    def is_ours(writer: asyncio.StreamWriter, target: str, headers: Mapping[str, str]) -> bool:
        uid = peer_of(writer.get_extra_info("socket")).uid
        return uid in trusted or (uid in looking and target == "/healthz")

    def for_all(target: str, headers: Mapping[str, str], values: Mapping[str, Any]) -> Answer:
        command = parse_qs(urlsplit(target).query).get("command", [""])[0]
        if command == "allow":
            verdict = guard.allow(values)
            return 200, {
                "status": verdict.status,
                "msg": verdict.words,
                "wait": verdict.wait,
                "place": verdict.is_of_place,
            }
        if command == "report":
            guard.report(values)
            return 200, {"status": 0, "msg": ""}
        return 404, {}

    def for_ours(target: str, headers: Mapping[str, str], values: Mapping[str, Any]) -> Answer:
        if target == "/?command=forgive":
            guard.forgive(values)
            return 200, {}
        if target == "/?command=waiting":
            return 200, {"waiting": guard.waiting(values)}
        if target == "/?command=sessions":
            return 200, {"pids": guard.sessions(values)}
        if target == "/?command=note":
            guard.note(values)
            return 200, {}
        if target == "/?command=history":
            return 200, {"rows": guard.history.found(values)}
        if target == "/?command=last":
            return 200, {"last": guard.history.last_read(values)}
        if target == "/?command=apps":
            return 200, {"used": guard.app_passwords_used(values)}
        if target == "/?command=paused":
            return 200, {"paused": sendings.paused()}
        if target == "/?command=release":
            sendings.release(str(values.get("login", "")))
            return 200, {}
        return for_all(target, headers, values) if target != "/healthz" else (200, {"ok": True})

    def is_postfix(writer: asyncio.StreamWriter) -> bool:
        return peer_of(writer.get_extra_info("socket")).uid in mailing

    def is_nginx(writer: asyncio.StreamWriter, target: str, headers: Mapping[str, str]) -> bool:
        return peer_of(writer.get_extra_info("socket")).uid == nginx

    def for_nginx(target: str, headers: Mapping[str, str], values: Mapping[str, Any]) -> Answer:
        asked = (headers.get(name, "") for name in ("x-address", "x-site", "x-name"))
        may_try = guesses.may_try(*asked)
        return (200 if may_try else 403), {}

    def action_on(asked: Mapping[str, str]) -> str:
        if asked.get("server_port") == str(config.ports.site_mail):
            return site_mail.action(config, sendings, asked)
        return sending.action(sendings, asked)

    for path in (config.guard_socket, config.origin_socket, config.senders_socket, config.sending_socket):
        path.unlink(missing_ok=True)
    dovecots = await asyncio.start_server(
        serving(has_secret, for_all), "127.0.0.1", config.ports.guard, limit=LONGEST_HEAD
    )
    ours = await asyncio.start_unix_server(serving(is_ours, for_ours), config.guard_socket, limit=LONGEST_HEAD)
    config.guard_socket.chmod(0o666)  # who asks is looked at, not who can reach the socket
    callers = {config.ports.redirect: uids.mail, config.ports.notices: uids.background}
    postfixs = await asyncio.start_unix_server(
        origin.serving(callers), config.origin_socket, limit=origin.LONGEST_REQUEST
    )
    config.origin_socket.chmod(0o666)  # it tells nothing that /proc does not tell everybody
    names = await asyncio.start_unix_server(
        socketmap.serving(is_postfix, {"short": senders.short, "whole": senders.whole}),
        config.senders_socket,
        limit=socketmap.LONGEST_REQUEST,
    )
    config.senders_socket.chmod(0o666)  # who asks is looked at
    counts = await asyncio.start_unix_server(
        sending.serving(is_postfix, action_on, Outside(config)), config.sending_socket, limit=origin.LONGEST_REQUEST
    )
    config.sending_socket.chmod(0o666)  # who asks is looked at
    config.guesses_socket.unlink(missing_ok=True)
    nginxs = await asyncio.start_unix_server(serving(is_nginx, for_nginx), config.guesses_socket, limit=LONGEST_HEAD)
    config.guesses_socket.chmod(0o666)  # who asks is looked at; the directory is nginx's group's
    config.wrong_passwords_socket.unlink(missing_ok=True)
    ear = site_logins.ear(str(config.wrong_passwords_socket))
    config.wrong_passwords_socket.chmod(0o666)  # who tells is looked at; the directory likewise
    asyncio.get_running_loop().add_reader(ear, site_logins.hear, ear, nginx, guesses.note)
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await stop.wait()
    for server in (dovecots, ours, postfixs, names, counts, nginxs):
        server.close()


if __name__ == "__main__":
    main()

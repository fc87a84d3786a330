"""What a person is told of a box that runs: where it is found, and the logins of its demo."""

from collections.abc import Iterator

from fumibako.cli.demo import demo, filling
from fumibako.cli.ports import endpoints, site_from_here
from fumibako.machine.conf import Config


def introduction(config: Config, *, with_passwords: bool) -> Iterator[str]:
    site = site_from_here(config)
    yield f"Member site   {site}/"
    yield f"My Page       {site}/mypage/"
    yield f"Console       {site}/console/"
    yield "Mail          " + ", ".join(f"{name} {e['host']}:{e['port']}" for name, e in endpoints(config).items())
    known = demo(config)
    if known is None:
        return
    logins = [
        ("Administrator", known["administrator"]["address"], known["administrator"]["password"]),
        *(("User", user["address"], user["password"]) for user in known["users"]),
        ("Operator", known["operator"]["login"], known["operator"]["password"]),
    ]
    if mypage := known.get("mypage"):  # a demo from before My Page has none
        logins.append(("My Page", mypage["login"], mypage["password"]))
    for title, login, password in logins:
        yield f"{title:13} {login}   {password}" if with_passwords else f"{title:13} {login}"
    for other in known.get("others", ()):
        login, password = other["administrator"]["address"], other["administrator"]["password"]
        yield f"{'Another':13} {login}{f'   {password}' if with_passwords else ''}   ({other['shows']})"
    if under_way := filling(config):
        yield f"Its other customers, mails and sites are being made: {under_way['done']} of {under_way['total']} steps."
    if not with_passwords:
        yield "Their passwords: fumibako status --passwords"

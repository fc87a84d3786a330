"""The profile by which an iPhone, iPad or Mac sets a mail account up. No password is in it: the device asks for it."""

import plistlib
from collections.abc import Sequence
from uuid import NAMESPACE_URL, uuid5

from fumibako.chapters.mail.software.servers import Server


def profile(
    *, address: str, person: str, servers: Sequence[Server], provider: str, title: str, explanation: str
) -> bytes:
    """The same address has the same identifiers, so that a second installation replaces the first."""
    usual = {server.protocol: server for server in servers if server.is_usual}
    incoming, outgoing = usual["IMAP"], usual["SMTP"]
    reversed_host = ".".join(reversed(incoming.host.split(".")))

    def identity(part: str) -> dict[str, object]:
        number = str(uuid5(NAMESPACE_URL, f"https://{incoming.host}/{address}/{part}")).upper()
        return {"PayloadVersion": 1, "PayloadUUID": number, "PayloadIdentifier": f"{reversed_host}.{part}.{number}"}

    account = {
        **identity("mail"),
        "PayloadType": "com.apple.mail.managed",
        "PayloadDisplayName": title,
        "EmailAccountDescription": address,
        "EmailAccountName": person,
        "EmailAccountType": "EmailTypeIMAP",
        "EmailAddress": address,
        "OutgoingPasswordSameAsIncomingPassword": True,
        **_server("Incoming", incoming, address),
        **_server("Outgoing", outgoing, address),
    }
    whole = {
        **identity("profile"),
        "PayloadType": "Configuration",
        "PayloadDisplayName": title,
        "PayloadDescription": explanation,
        "PayloadOrganization": provider,
        "PayloadRemovalDisallowed": False,
        "PayloadContent": [account],
    }
    return plistlib.dumps(whole)


def _server(side: str, server: Server, address: str) -> dict[str, object]:
    return {
        f"{side}MailServerAuthentication": "EmailAuthPassword",
        f"{side}MailServerHostName": server.host,
        f"{side}MailServerPortNumber": server.port,
        f"{side}MailServerUseSSL": True,
        f"{side}MailServerUsername": address,
    }

"""Access to a site's files by FTP, FTPS and SFTP (D5)."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class FtpAccess:
    """The login is the domain's name. password_hash: as crypt(5) writes it. networks: where logins may come from, as
    ipaddress writes networks; empty: from anywhere. most_bytes: what the site's files may hold; 0: no limit."""

    password_hash: str
    networks: tuple[str, ...] = ()
    most_bytes: int = 0

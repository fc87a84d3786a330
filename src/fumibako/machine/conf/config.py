"""One box: its settings and where everything of it lives.

All paths of a box hang from its state directory and all ports from its port base; nobody else
computes either.
"""

from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

from fumibako.machine.conf.schema import Settings

# Longest state directory: Dovecot's base_dir must stay within 80 characters (its login sockets
# are Unix sockets below it, and sun_path holds 108).
LONGEST_STATE_PATH = 60


@dataclass(frozen=True)
class Uids:
    """Numeric users of our own processes. None of them needs a passwd entry."""

    first: int

    @property
    def mail(self) -> int:
        """Owner of the mail store; Dovecot's mail processes."""
        return self.first

    @property
    def web(self) -> int:
        return self.first + 1

    @property
    def worker(self) -> int:
        return self.first + 2

    @property
    def filterd(self) -> int:
        return self.first + 3

    @property
    def guardd(self) -> int:
        return self.first + 4

    @property
    def watchdog(self) -> int:
        return self.first + 5

    @property
    def background(self) -> int:
        return self.first + 6

    @property
    def apache(self) -> int:
        """The only user besides a site's own who gets into the site's directory."""
        return self.first + 7

    @property
    def mariadb(self) -> int:
        return self.first + 8

    @property
    def phpmyadmin(self) -> int:
        return self.first + 9

    @property
    def searchd(self) -> int:
        return self.first + 10

    @property
    def pushd(self) -> int:
        return self.first + 11

    @property
    def control(self) -> int:
        """The group that web, worker and background share: the control database and the secret key are its."""
        return self.first + 1


@dataclass(frozen=True)
class Ports:
    """TCP ports: the standard number plus the box's base."""

    base: int

    def __getitem__(self, standard: int) -> int:
        return self.base + standard

    smtp = property(lambda self: self[25])
    submission = property(lambda self: self[587])
    submissions = property(lambda self: self[465])
    imap = property(lambda self: self[143])
    imaps = property(lambda self: self[993])
    pop3 = property(lambda self: self[110])
    pop3s = property(lambda self: self[995])
    sieve = property(lambda self: self[4190])
    dns = property(lambda self: self[53])
    http = property(lambda self: self[80])
    https = property(lambda self: self[443])
    ftp = property(lambda self: self[21])
    ftps = property(lambda self: self[990])
    sftp = property(lambda self: self[2022])  # 22 is the machine's own sshd
    phpmyadmin = property(lambda self: self[8443])  # a program that is not ours has an origin of its own
    # Loopback only: nobody outside the box is meant to find these.
    redirect = property(lambda self: self[10026])  # Sieve redirects enter Postfix here, SRS applied
    notices = property(lambda self: self[10027])  # mails that the portal writes enter Postfix here, to be scanned
    site_mail = property(lambda self: self[10028])  # PHP's mail() of customers' sites enters Postfix here
    srs_forward = property(lambda self: self[10001])
    srs_reverse = property(lambda self: self[10002])
    guard = property(lambda self: self[10040])  # Dovecot's auth policy requests
    search = property(lambda self: self[10041])  # Dovecot's full-text index
    apache = property(lambda self: self[10080])  # customers' sites, behind nginx

    @property
    def ftp_data(self) -> range:
        """Passive FTP transfers (RFC 959 section 4.1.2), one port each."""
        return range(self[10200], self[10300])


@dataclass(frozen=True)
class Config:
    """A box: settings, state directory, and what follows from the two."""

    settings: Settings
    state: Path

    @property
    def ports(self) -> Ports:
        return Ports(self.settings.box.port_base)

    @property
    def uids(self) -> Uids:
        return Uids(self.settings.box.first_uid)

    @property
    def hostname(self) -> str:
        return self.settings.box.hostname

    @property
    def own_address(self) -> str:
        """Where this machine's own services answer it, and so where its own connections to them come from."""
        listen = self.settings.box.listen
        return "127.0.0.1" if listen == "0.0.0.0" else listen  # noqa: S104 compared with, not bound to

    @property
    def resolver(self) -> tuple[str, int] | None:
        """Address and port of the DNS resolver; None: what the machine's resolv.conf says."""
        address, _, port = self.settings.dns.resolver.removeprefix("[").partition("]")
        if address:
            return address, int(port.removeprefix(":") or 53)
        return (self.own_address, self.ports.dns) if ip_address(self.settings.box.listen).is_loopback else None

    @property
    def site_url(self) -> str:
        """Base of links in mails and pages: never taken from a request."""
        port = "" if self.ports.https == 443 else f":{self.ports.https}"
        return self.settings.box.site_url or f"https://{self.hostname}{port}"

    @property
    def run(self) -> Path:
        """Sockets and pid files of our own processes."""
        return self.state / "run"

    @property
    def log(self) -> Path:
        return self.state / "log"

    @property
    def secrets(self) -> Path:
        """Keys, one 0600 or 0640 file each."""
        return self.state / "secrets"

    @property
    def dkim_keys(self) -> Path:
        """DOMAIN/SELECTOR.key: private keys that outgoing mail is signed with; only filterd reads them."""
        return self.secrets / "dkim"

    @property
    def tls(self) -> Path:
        """certificate.pem (with chain) and key.pem of the box's own name."""
        return self.state / "tls"

    @property
    def database_file(self) -> Path:
        return self.state / "control" / "fumibako.sqlite3"

    @property
    def jobs(self) -> Path:
        """Files of background jobs: what was uploaded for one, and what one resulted in."""
        return self.state / "jobs"

    @property
    def mail_store(self) -> Path:
        return Path(self.settings.mail.mail_store) if self.settings.mail.mail_store else self.state / "mail"

    @property
    def edge(self) -> Path:
        """Tables that daemons look up in: accounts.sqlite3 for Dovecot, *.lmdb for Postfix."""
        return self.state / "edge"

    @property
    def sites(self) -> Path:
        """The files of customers' sites: one directory per domain, with a user of its own."""
        return self.state / "sites"

    def site(self, domain: str) -> Path:
        return self.sites / domain

    @property
    def archive(self) -> Path:
        """CUSTOMER/DOMAIN/YYYY-MM.pack: copies of sent mail (B12). filterd writes them, nobody changes them."""
        return self.state / "archive"

    @property
    def archive_index(self) -> Path:
        """CUSTOMER/DOMAIN/YYYY-MM.sqlite3: what is found in the copies of sent mail; made anew where it is lost."""
        return self.state / "archive-index"

    @property
    def backups(self) -> Path:
        """What customers have packed of their sites."""
        return self.state / "backups"

    def site_backups(self, domain: str) -> Path:
        """Root writes them, the web hands them out."""
        return self.backups / domain

    @property
    def cabinet(self) -> Path:
        """The files of the large-file cabinet, each by its key."""
        return self.state / "cabinet"

    def site_uid(self, number: int) -> int:
        """The user and group of the site with that number."""
        return self.settings.box.first_site_uid + number

    @property
    def weblogs(self) -> Path:
        """The logs of customers' sites."""
        return self.state / "weblogs"

    def site_logs(self, domain: str) -> Path:
        """access.log and error.log of a site; out of its customer's reach, because Apache writes them."""
        return self.weblogs / domain

    def host_logs(self, domain: str, host: str) -> Path:
        """Those of one host of a site: of a subdomain beside the domain's own."""
        return self.site_logs(domain) if host == domain else self.site_logs(domain) / host

    def site_keys(self, domain: str) -> Path:
        """Private keys of a site's certificates; root's."""
        return self.tls / "sites" / domain

    @property
    def acme(self) -> Path:
        """The account at the authority that gives certificates by itself, and the answers to its questions."""
        return self.state / "acme"

    def home(self, service: str) -> Path:
        """A service's own room: live configuration under `conf`, the rest as the daemon needs it."""
        return self.state / service

    def live(self, service: str) -> Path:
        """The symlink to the live generation of a service's box-wide configuration."""
        return self.home(service) / "conf"

    def live_scope(self, service: str, key: str) -> Path:
        """The symlink to the live generation of one scope's part, e.g. a mailbox's Sieve script."""
        return self.home(service) / "scopes" / key / "live"

    # Sockets, by who listens.
    @property
    def agent_socket(self) -> Path:
        return self.run / "agent" / "socket"

    @property
    def worker_socket(self) -> Path:
        """Datagram socket: any datagram means "look at the outbox now"."""
        return self.run / "worker" / "wake"

    @property
    def background_socket(self) -> Path:
        """Datagram socket: any datagram means "look for jobs and chores now"."""
        return self.run / "background" / "wake"

    @property
    def web_socket(self) -> Path:
        """gunicorn, for nginx."""
        return self.run / "web" / "http"

    @property
    def admin_socket(self) -> Path:
        """gunicorn, for `fumibako` commands of root; whoever may connect is the operator."""
        return self.run / "admin" / "http"

    @property
    def push_socket(self) -> Path:
        """pushd's streams, for nginx."""
        return self.run / "pushd" / "http"

    @property
    def told_socket(self) -> Path:
        """Datagram socket: an address whose mailbox has changed, from Dovecot's processes to pushd."""
        return self.run / "told" / "socket"

    @property
    def guard_socket(self) -> Path:
        """guardd's HTTP, for the web; the same requests as Dovecot sends by TCP."""
        return self.run / "guardd" / "http"

    @property
    def origin_socket(self) -> Path:
        """guardd's policy service, for Postfix: whose program calls at a port that takes mail without a login."""
        return self.run / "guardd" / "origin"

    @property
    def sending_socket(self) -> Path:
        """guardd's policy service, for Postfix: whether an account may send, or is paused."""
        return self.run / "guardd" / "sending"

    @property
    def guesses_socket(self) -> Path:
        """guardd's HTTP, for nginx: whether an address may try a further password at a site."""
        return self.run / "guardd" / "nginx" / "guesses"

    @property
    def wrong_passwords_socket(self) -> Path:
        """Datagram socket of guardd's: nginx tells of each wrong password at a site."""
        return self.run / "guardd" / "nginx" / "wrong"

    @property
    def senders_socket(self) -> Path:
        """guardd's socketmap, for Postfix: short names of envelope senders that SRS cannot carry, and back."""
        return self.run / "guardd" / "senders"

    @property
    def filter_in_socket(self) -> Path:
        """filterd's LMTP for incoming mail: Postfix's virtual_transport."""
        return self.run / "filterd" / "incoming"

    @property
    def filter_out_socket(self) -> Path:
        """filterd's LMTP for authenticated mail: content_filter of 587 and 465."""
        return self.run / "filterd" / "outgoing"

    @property
    def reinject_socket(self) -> Path:
        """Postfix smtpd behind the filter, a Unix socket in its public directory."""
        return self.home("postfix") / "queue" / "public" / "reinject"

    @property
    def dovecot_run(self) -> Path:
        return self.home("dovecot") / "run"

    @property
    def dovecot_lmtp(self) -> Path:
        return self.dovecot_run / "lmtp"

    @property
    def clamd_socket(self) -> Path:
        return self.home("clamd") / "run" / "socket"

    @property
    def spamd_socket(self) -> Path:
        return self.home("spamd") / "run" / "socket"

    @property
    def rspamd_socket(self) -> Path:
        return self.home("rspamd") / "run" / "socket"

    @property
    def mariadb_socket(self) -> Path:
        """Sites' PHP reaches the databases here, and nobody by network."""
        return self.home("mariadb") / "run" / "socket"

    @property
    def supervisor_socket(self) -> Path:
        return self.run / "supervisor" / "socket"

    @property
    def health_file(self) -> Path:
        """What the watchdog last saw: JSON, one object per service."""
        return self.run / "watchdog" / "health.json"

"""The demo's sites: their files come by FTP, as their customers' would."""

import ftplib
import io
import ssl
from collections.abc import Callable
from functools import partial
from pathlib import Path

from fumibako.chapters.demo.filling.patience import patiently
from fumibako.chapters.hosting.ftp.services import set_ftp_password
from fumibako.groundwork.audit.actor import SYSTEM
from fumibako.groundwork.tenancy.models import Domain
from fumibako.machine.conf import Config
from fumibako.machine.formats.passwords import generate

HERE = Path(__file__).parent / "sites"
DOMAINS = tuple(sorted(path.name for path in HERE.iterdir()))
ROOT, OWN_FIRST_PAGE = "/htdocs", ("index.html",)
SECONDS = 30
FAULTS = (ftplib.Error, OSError, EOFError)


def upload(config: Config, domain: str, password: str | None, breathe: Callable[[str], None]) -> None:
    """A site that has more than our first page is somebody's already. password: None makes one that nobody is told.
    Raises NotThere."""
    if password is None:
        password = generate()
        set_ftp_password(actor=SYSTEM, site=Domain.objects.get(name=domain).site, password=password)
    # ProFTPD shuts out whoever fails too often: the site may be so new that its login is not known yet.
    patiently(partial(_put, config, domain, password), faults=FAULTS, breathe=breathe, what=domain, every=5.0)


def _put(config: Config, domain: str, password: str) -> None:
    context = ssl.create_default_context()  # it does not leave the machine
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    ftp = ftplib.FTP_TLS(context=context, timeout=SECONDS)  # noqa: S321 it has TLS
    try:
        ftp.connect(config.own_address, config.ports.ftp)
        ftp.login(domain, password)
        ftp.prot_p()
        ftp.cwd(ROOT)
        there = tuple(name for name in ftp.nlst() if not name.startswith("."))
        if there not in ((), OWN_FIRST_PAGE):
            return
        directory = HERE / domain
        for path in sorted(directory.rglob("*"), reverse=True):  # the first page at the end
            if path.is_file():
                _store(ftp, path, path.relative_to(directory))
    finally:
        ftp.close()


def _store(ftp: ftplib.FTP, path: Path, place: Path) -> None:
    if place.parent.name and place.parent.name not in ftp.nlst():
        ftp.mkd(place.parent.name)
    ftp.storbinary(f"STOR {place}", io.BytesIO(path.read_bytes()))

"""What can be redirected and where to, rule by rule (D16)."""

from urllib.parse import quote, urlsplit

from fumibako.chapters.hosting.tools import errors
from fumibako.machine.formats.addresses import BadAddress, parse_domain
from fumibako.machine.state.web.access import is_folder
from fumibako.machine.state.web.tools import is_target

MAX_REDIRECTS = 200
_KEPT = "%/?#&=+,;:@!'()*~-._"


def check_path(path: str) -> str:
    """Return it without a slash at its end. Raises BadRedirectPath."""
    found = path.removesuffix("/") if len(path) > 1 else path
    if not is_folder(found):
        raise errors.BadRedirectPath
    return found


def check_target(target: str) -> str:
    """Return it as programs write it: Japanese names and paths encoded. Raises BadTarget."""
    try:
        parts = urlsplit(target)
        host = parse_domain(parts.hostname) if parts.hostname else ""
        port = f":{parts.port}" if parts.port else ""
    except (ValueError, BadAddress) as error:
        raise errors.BadTarget from error
    if "@" in parts.netloc:
        raise errors.BadTarget
    rest = quote(target.split(parts.netloc, 1)[1] if host else target, safe=_KEPT)
    written = f"{parts.scheme}://{host}{port}{rest}" if host else rest
    if not is_target(written) or (not host and not written.startswith("/")):
        raise errors.BadTarget
    return written


def check_way(domain: str, path: str, target: str) -> None:
    """Raises LeadsBack."""
    parts = urlsplit(target)
    is_own = not parts.netloc or parts.hostname in (domain, f"www.{domain}")
    if is_own and f"{parts.path.rstrip('/')}/".startswith(f"{path.rstrip('/')}/"):
        raise errors.LeadsBack


def check_number(number: int) -> None:
    """Raises TooManyRedirects."""
    if number > MAX_REDIRECTS:
        raise errors.TooManyRedirects(most=MAX_REDIRECTS)

"""What can be redirected and where to, rule by rule (D16)."""

from collections.abc import Mapping
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
    if _is_own(domain, target) and _is_below(urlsplit(target).path, path):
        raise errors.LeadsBack


def check_circle(domain: str, path: str, targets: Mapping[str, str]) -> None:
    """targets: of all redirects, by their paths. Raises LeadsInCircle."""
    for _step in range(len(targets) + 1):
        begin = max((each for each in targets if _is_below(path, each)), key=len, default="")
        if not begin or not _is_own(domain, targets[begin]):
            return
        path = urlsplit(targets[begin]).path.rstrip("/") + path[len(begin.rstrip("/")) :] or "/"
    raise errors.LeadsInCircle


def _is_own(domain: str, target: str) -> bool:
    parts = urlsplit(target)
    return not parts.netloc or parts.hostname in (domain, f"www.{domain}")


def _is_below(path: str, other: str) -> bool:
    return f"{path.rstrip('/')}/".startswith(f"{other.rstrip('/')}/")


def check_number(number: int) -> None:
    """Raises TooManyRedirects."""
    if number > MAX_REDIRECTS:
        raise errors.TooManyRedirects(most=MAX_REDIRECTS)

"""Which WordPress sites are given: the newest one in Japanese, which the background process fetches and compares with
its published checksum, or Debian's package.

What was fetched is never unpacked but with the rights of the site that it is for.
"""

import hashlib
import json
import re
import tarfile
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from fumibako.machine.conf import Config
from fumibako.machine.system import files

PACKAGE = Path("/usr/share/wordpress")
SOURCE = "https://ja.wordpress.org/latest-ja.tar.gz"
MAX_BYTES = 200 << 20
MAX_VERSION_FILE = 64 << 10
SECONDS = 60.0
TOP = "wordpress"
_VERSION_FILE = "wp-includes/version.php"
_VERSION = re.compile(rb"^\$wp_version\s*=\s*'([0-9]{1,3}(?:\.[0-9]{1,4}){1,3})'\s*;", re.MULTILINE)
_CHECKSUM = re.compile(r"[0-9a-f]{40}")


class NotFetched(Exception):
    """It was not reached, or what came is not what its checksum says. What there was goes on."""


@dataclass(frozen=True)
class Release:
    """archive: a tar file with everything below TOP; None: Debian's package."""

    version: str
    archive: Path | None = None


def newest(config: Config) -> Release:
    """Of what was fetched and Debian's package."""
    package = Release(version_in((PACKAGE / _VERSION_FILE).read_bytes()))
    try:
        noted = json.loads(_note(config).read_text())
        fetched = Release(str(noted["version"]), path(config))
    except (OSError, ValueError, KeyError, TypeError):
        return package
    is_there = path(config).is_file() and is_newer(fetched.version, package.version)
    return fetched if is_there else package


def path(config: Config) -> Path:
    """What was fetched."""
    return config.state / "wordpress" / "latest.tar.gz"


def version_in(text: bytes) -> str:
    """What wp-includes/version.php says; "" where it says nothing."""
    found = _VERSION.search(text)
    return found[1].decode() if found else ""


def is_newer(version: str, other: str) -> bool:
    return _numbers(version) > _numbers(other)


def _numbers(version: str) -> tuple[int, ...]:
    """6.9 is 6.9.0."""
    numbers = [int(part) for part in version.split(".") if part.isdecimal()]
    return tuple(numbers + [0] * (4 - len(numbers)))


def update(config: Config, source: str = SOURCE) -> str:
    """Fetch it unless it is here already; return its version. SHA-1 is what WordPress publishes: with TLS it says that
    the file is whole. Raises NotFetched."""
    try:
        checksum = _opened(f"{source}.sha1").read(200).decode("ascii", "replace").strip()
        if not _CHECKSUM.fullmatch(checksum):
            raise NotFetched("no checksum")
        if _checksum_here(config) == checksum and path(config).is_file():
            return newest(config).version
        return _fetch(config, source, checksum)
    except (OSError, tarfile.TarError, ValueError) as error:
        raise NotFetched(str(error)) from error


def _fetch(config: Config, source: str, checksum: str) -> str:
    part, made, size = path(config).with_suffix(".part"), hashlib.sha1(usedforsecurity=False), 0
    try:
        with _opened(source) as answer, part.open("wb") as target:
            while piece := answer.read(1 << 20):
                size += len(piece)
                if size > MAX_BYTES:
                    raise NotFetched("too large")
                made.update(piece)
                target.write(piece)
        if made.hexdigest() != checksum:
            raise NotFetched("it is not what its checksum says")
        version = _version_of(part)
        part.chmod(0o644)
        part.rename(path(config))
    finally:
        part.unlink(missing_ok=True)
    files.write(_note(config), json.dumps({"version": version, "sha1": checksum}).encode())
    return version


def _version_of(archive: Path) -> str:
    """Raises NotFetched, TarError."""
    with tarfile.open(archive, "r:gz") as opened:
        for member in opened:
            if member.name == f"{TOP}/{_VERSION_FILE}" and member.isfile():
                content = opened.extractfile(member)
                if content and (version := version_in(content.read(MAX_VERSION_FILE))):
                    return version
    raise NotFetched("there is no version in it")


def _opened(source: str) -> IO[bytes]:
    request = urllib.request.Request(source, headers={"User-Agent": "fumibako"})  # noqa: S310 ours
    answer: IO[bytes] = urllib.request.urlopen(request, timeout=SECONDS)  # noqa: S310 ours
    return answer


def _checksum_here(config: Config) -> str:
    try:
        return str(json.loads(_note(config).read_text())["sha1"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def _note(config: Config) -> Path:
    return path(config).with_name("latest.json")

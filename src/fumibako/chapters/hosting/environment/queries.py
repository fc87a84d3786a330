"""What a site runs on."""

import contextlib
from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TypeVar

from django.conf import settings

from fumibako.chapters.hosting.environment.models import PhpChoice
from fumibako.chapters.hosting.sites.models import Site
from fumibako.machine.conf import Config
from fumibako.machine.daemons.apache import control as apache
from fumibako.machine.daemons.mariadb.control import HOST
from fumibako.machine.daemons.phpfpm import control as phpfpm
from fumibako.machine.state import PhpSettings
from fumibako.machine.system.run import CommandFailed

Value = TypeVar("Value")


@dataclass(frozen=True)
class Environment:
    """What is not known now is empty."""

    server: str
    server_modules: tuple[str, ...]
    php: str
    php_modules: list[str]
    disabled: tuple[str, ...]
    uid: int
    home: Path
    at_once: int = phpfpm.AT_ONCE
    post_mb: int = phpfpm.POST_MB
    database_host: str = HOST


def environment_of(site: Site) -> Environment:
    config: Config = settings.FUMIBAKO
    return Environment(
        server=_known(apache.version, ""),
        server_modules=tuple(sorted(apache.MODULES)),
        php=_known(phpfpm.version, ""),
        php_modules=_known(phpfpm.modules, []),
        disabled=phpfpm.DISABLED,
        uid=config.site_uid(site.pk),
        home=config.site(site.domain.name),
    )


def php_of(domain: str) -> PhpSettings:
    row = PhpChoice.objects.filter(site__domain__name=domain).first()
    if row is None:
        return PhpSettings()
    return PhpSettings(**{each.name: getattr(row, each.name) for each in fields(PhpSettings)})


def _known(ask: Callable[[], Value], otherwise: Value) -> Value:
    with contextlib.suppress(CommandFailed, IndexError):
        return ask()
    return otherwise

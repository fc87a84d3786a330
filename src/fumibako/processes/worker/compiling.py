"""One scope's rows compiled into what every daemon and table shall have of it."""

from dataclasses import dataclass

from django.conf import settings
from django.db import DatabaseError

from fumibako.chapters.snapshot import state_of
from fumibako.groundwork.publish.models import Publication
from fumibako.machine.daemons.rendering import render_all
from fumibako.machine.daemons.services import SERVICES, TABLES
from fumibako.machine.provision.engine import Rendered
from fumibako.machine.state import Aspect, State


class NotCompiled(Exception):
    """A fault of ours: the rows of this scope cannot be rendered. Other scopes are not affected."""


@dataclass(frozen=True)
class Compiled:
    publication: Publication
    state: State
    rendered: Rendered

    @property
    def has_files(self) -> bool:
        return bool(self.rendered[0])

    @property
    def has_rows(self) -> bool:
        return any(self.rendered[1].values())

    @property
    def is_removal(self) -> bool:
        """Whether what belonged to the scope, mails or files, is to be removed."""
        return self.state.scope.aspect in (Aspect.ACCOUNT, Aspect.SITE) and not self.state.wishes


def compile_publication(publication: Publication) -> Compiled:
    """Raises NotCompiled, DatabaseError."""
    try:
        state = state_of(publication.scope)
        return Compiled(publication, state, render_all(settings.FUMIBAKO, SERVICES, TABLES, state))
    except DatabaseError:
        raise
    except Exception as error:
        raise NotCompiled(f"cannot be rendered: {error!r}") from error

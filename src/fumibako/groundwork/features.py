"""What a feature declares about itself: plain values, from which addresses, menus, gates, the search for functions, the
access walk and docs/features.md are made.

A table of values: no base class to inherit, no hooks, no discovery. What does not fit in here is code of the feature.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

from django.http import HttpResponseBase
from django.utils.translation import gettext_lazy as _

from fumibako.groundwork.jobs.kinds import JobKind
from fumibako.groundwork.publish.snapshot import SnapshotPart
from fumibako.groundwork.tenancy.roles import Duty
from fumibako.groundwork.ui.alerts import Alerts
from fumibako.groundwork.ui.shell import Finds

Words = Any  # a lazy translation or a plain string
View = Callable[..., HttpResponseBase]


class Face(StrEnum):
    """Who a page is for; the value is the namespace of its addresses' names."""

    SITE = "membersite"
    USER = "usermenu"
    WEBMAIL = "webmail"
    ADMIN = "adminmenu"
    MYPAGE = "mypage"
    CONSOLE = "console"


class Area(StrEnum):
    """Where an entry stands in its face's menu."""

    MY_MAIL = "my-mail"
    MAIL = "mail"
    WEB = "web"
    CONTRACT = "contract"
    SUPPORT = "support"
    CUSTOMERS = "customers"
    RECEPTION = "reception"
    DELIVERY = "delivery"
    HEALTH = "health"
    CONTENT = "content"
    SETTINGS = "settings"

    @property
    def label(self) -> Words:
        return _LABELS[self]


_LABELS: Mapping[Area, Words] = {
    Area.MY_MAIL: _("My mail"),
    Area.MAIL: _("Mail"),
    Area.WEB: _("Web site"),
    Area.CONTRACT: _("Contract and options"),
    Area.SUPPORT: _("Support"),
    Area.CUSTOMERS: _("Customers"),
    Area.RECEPTION: _("Orders and inquiries"),
    Area.DELIVERY: _("Mail delivery"),
    Area.HEALTH: _("System health"),
    Area.CONTENT: _("Content"),
    Area.SETTINGS: _("Settings"),
}

AREAS: Mapping[Face, tuple[Area, ...]] = {
    Face.USER: (Area.MY_MAIL, Area.SUPPORT),
    Face.WEBMAIL: (),
    Face.ADMIN: (Area.MAIL, Area.WEB, Area.CONTRACT, Area.SUPPORT),
    Face.MYPAGE: (Area.CONTRACT, Area.SUPPORT),
    Face.CONSOLE: (*(Area.CUSTOMERS, Area.RECEPTION, Area.DELIVERY, Area.HEALTH, Area.CONTENT, Area.SETTINGS),),
}
"""The areas of each face in the order of its menu. One without an entry is not shown."""


@dataclass(frozen=True)
class Entry:
    """A line of the menu and a card of its area's page.

    hint: what one does there, in a few words. keywords: what else people call it, for the search; separated by spaces.
    position: order within the area. is_frequent: offered on the home page.
    """

    label: Words
    area: Area
    icon: str
    hint: Words = ""
    keywords: Words = ""
    position: int = 50
    is_frequent: bool = False


@dataclass(frozen=True)
class Tab:
    """A page that shares a heading with others. of: the name of the page whose entry leads to all of them, which is the
    first tab itself; its own label there is `first`. group: tabs of the same group stand next to each other and are one
    tab, which unfolds a second row."""

    of: str
    label: Words
    keywords: Words = ""
    position: int = 50
    group: Words = ""


@dataclass(frozen=True)
class Page:
    """path: below the face's address, in Django's route syntax. name: for reverse(), unique within the face.

    shown: how people get there; None where another page links to it. A first tab has its entry in `shown` and its
    label among the tabs in `tab`. is_reserved: of the console, for operators with the role "everything": it shows
    passwords, or decides about a contract.
    """

    face: Face
    path: str
    view: View
    name: str
    shown: Entry | None = None
    tab: Tab | None = None
    is_reserved: bool = False


class Reach(StrEnum):
    """Whose programs are answered: also customers', the operators', or only root's on this machine."""

    CUSTOMERS = "customers"
    PROVIDER = "provider"
    MACHINE = "machine"


@dataclass(frozen=True)
class Resource:
    """An address of the JSON API below /api/v1/ ("accounts/{address}") and its functions by method. Their types are
    what a program reads in the OpenAPI document (docs/api.md).

    A program of a customer needs a role that has the feature's duty, too.
    """

    path: str
    methods: Mapping[str, Callable[..., Any]]
    reach: Reach = Reach.CUSTOMERS


@dataclass(frozen=True, kw_only=True)
class Feature:
    """id: the mission's. parts: how its rows become its wishes in the desired state. jobs: its background work.
    duty: whose task it is among a customer's administrators; None: everybody's. needs: the ability that the contract
    must give ("" for none); without it neither menu, address, service nor API knows the feature. is_for_support: the
    console's operators with the role "support" use it, too. is_own: about whoever uses it, so that every operator may,
    whatever the role. alerts: what it has to
    say on a face's home page. finds: what of its own the search of a face finds, from the request and the text."""

    id: str
    pages: tuple[Page, ...] = ()
    resources: tuple[Resource, ...] = ()
    parts: tuple[SnapshotPart, ...] = ()
    jobs: tuple[JobKind, ...] = ()
    duty: Duty | None = Duty.MAIL
    needs: str = ""
    is_for_support: bool = False
    is_own: bool = False
    alerts: Mapping[Face, Alerts] = field(default_factory=dict)
    finds: Mapping[Face, Finds] = field(default_factory=dict)


class Allows(Protocol):
    """Whether somebody has a feature, and of it this page."""

    def __call__(self, feature: Feature, page: Page | None = None, /) -> bool: ...

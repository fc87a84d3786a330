"""Adding and deleting redirects, and the switches of a site (D16)."""

from django.db import transaction

from fumibako.chapters.hosting.sites.models import Site
from fumibako.chapters.hosting.tools import errors, rules
from fumibako.chapters.hosting.tools.models import Redirect, Switches
from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.audit.services import record
from fumibako.groundwork.publish import services as publishing
from fumibako.machine.state import Aspect


def add_redirect(*, actor: Actor, site: Site, path: str, target: str, is_permanent: bool) -> Redirect:
    """Raises BadRedirectPath, BadTarget, LeadsBack, RedirectTaken, LeadsInCircle, TooManyRedirects."""
    path, target = rules.check_path(path), rules.check_target(target)
    rules.check_way(site.domain.name, path, target)
    with transaction.atomic():
        Site.objects.select_for_update().get(pk=site.pk)
        if site.redirects.filter(path=path).exists():
            raise errors.RedirectTaken(path=path)
        targets = {**dict(site.redirects.values_list("path", "target")), path: target}
        rules.check_circle(site.domain.name, path, targets)
        rules.check_number(site.redirects.count() + 1)
        made = Redirect.objects.create(site=site, path=path, target=target, is_permanent=is_permanent)
        _changed(actor, "redirect.add", site, path=path, target=target)
    return made


def delete_redirect(*, actor: Actor, redirect: Redirect) -> None:
    with transaction.atomic():
        _changed(actor, "redirect.delete", redirect.site, path=redirect.path, target=redirect.target)
        redirect.delete()


def set_switches(*, actor: Actor, site: Site, lists_folders: bool, blocks_hotlinks: bool) -> None:
    wanted = {"lists_folders": lists_folders, "blocks_hotlinks": blocks_hotlinks}
    with transaction.atomic():
        Switches.objects.update_or_create(site=site, defaults=wanted)
        _changed(actor, "site_switches.set", site, **wanted)


def _changed(actor: Actor, action: str, site: Site, **details: object) -> None:
    record(actor, action, site.domain.name, customer_number=site.domain.customer.number, **details)
    publishing.request(Aspect.SITE, site.domain.name)

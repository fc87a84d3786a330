"""Registering an uploaded list: each line is a step."""

from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from fumibako.chapters.identity.logins import services as logins
from fumibako.chapters.identity.logins.password_policy import generated_for
from fumibako.chapters.identity.logins.services import NewPassword
from fumibako.chapters.mail.bulk import columns, queries, services
from fumibako.chapters.mail.bulk.applying import apply
from fumibako.chapters.mail.bulk.columns import Action, Column
from fumibako.chapters.mail.bulk.hashing import prepared
from fumibako.chapters.mail.bulk.models import Upload
from fumibako.chapters.mail.bulk.sheet import Entry
from fumibako.groundwork.audit.actor import Kind
from fumibako.groundwork.jobs.kinds import job
from fumibako.groundwork.jobs.models import Line
from fumibako.groundwork.jobs.running import Cancelled, Run
from fumibako.groundwork.notices.services import send
from fumibako.groundwork.rules import Refused
from fumibako.groundwork.tenancy.models import Domain
from fumibako.machine.formats import csvfile
from fumibako.machine.formats.charsets import one_line
from fumibako.machine.notices.catalogue import BulkRegistered

NAME = "accounts.import"


@job(NAME, label=gettext_lazy("Bulk registration"), page="adminmenu:bulk", is_interactive=True)
def import_accounts(run: Run, *, upload: str) -> None:
    if run.job.result_name:  # its process died behind the last line
        return
    registration = _Registration(run, Upload.objects.select_related("domain", "customer").get(pk=upload))
    try:
        registration.do()
    except Cancelled:
        registration.save()
        raise
    with transaction.atomic():
        registration.save()
        registration.tell()


@dataclass
class _Registration:
    run: Run
    upload: Upload

    def __post_init__(self) -> None:
        self._domains = queries.domains_of(self.upload)
        self._sheet = queries.sheet_of(self.upload, self._domains)

    def do(self) -> None:
        for entry, password in prepared(self._password, self.run.remaining(self._sheet.entries)):
            with self.run.step(entry.typed):
                self._note(entry, password)

    def save(self) -> None:
        """Offer what became of each line, with the passwords that were generated. The uploaded file is not needed any
        more."""
        stem = self.upload.file_name.rpartition(".")[0] or self.upload.file_name
        lines = {line.number: line for line in self.run.job.lines.all()}
        rows = [_header(), *(self._result(entry, lines.get(entry.line)) for entry in self._sheet.entries)]
        content = csvfile.write_either(rows, self._sheet.charset)
        self.run.save_result(_("%(file)s-result.csv") % {"file": stem[:150]}, content)
        services.forget_file(self.upload)

    def tell(self) -> None:
        """Mail the administrator who began it; whoever else did has an answer of the command or the API."""
        if self.run.actor.kind is not Kind.ADMINISTRATOR:
            return
        lines = self.run.job.lines
        notice = BulkRegistered(
            file=one_line(self.upload.file_name),
            done=f"{lines.filter(is_refused=False).count():,}",
            refused=f"{lines.filter(is_refused=True).count():,}",
            link=f"{settings.FUMIBAKO.site_url}{reverse('jobs:job', args=[self.run.job.pk])}",
        )
        domain = Domain.objects.filter(name=self.run.actor.name.rpartition("@")[2]).first()
        send(notice, to=self.run.actor.name, domain=domain)

    def _password(self, entry: Entry) -> NewPassword | Refused | None:
        """The one that is written or, for a new account without, a generated one."""
        if not entry.password and entry.action in (Action.CHANGE, Action.DELETE):
            return None
        try:
            return logins.new_password(entry.address, entry.password or self._generated(entry))
        except Refused as refusal:
            return refusal

    def _generated(self, entry: Entry) -> str:
        """The same each time: the result knows it, and nobody has to keep it."""
        return generated_for(str(self.run.job.pk), entry.address)

    def _note(self, entry: Entry, password: NewPassword | Refused | None) -> None:
        """Do all of a line or nothing of it, and note what became of it."""
        try:
            with transaction.atomic():
                action = self._apply(entry, password)
        except Refused as refusal:
            self.run.note(entry.line, pgettext("line", "Error"), str(refusal), is_refused=True)
        else:
            self.run.note(entry.line, _outcome(action))

    def _apply(self, entry: Entry, password: NewPassword | Refused | None) -> Action | None:
        """Raises Refused."""
        for problem in entry.problems:
            raise problem
        if isinstance(password, Refused):
            raise password
        return apply(
            actor=self.run.actor,
            entry=entry,
            domain=self._domains[entry.domain],
            password=password,
            changes_existing=self.upload.changes_existing,
        )

    def _result(self, entry: Entry, line: Line | None) -> tuple[str, ...]:
        is_new = line is not None and line.outcome == _outcome(Action.ADD) and not entry.password
        return (
            str(entry.line),
            line.outcome if line else pgettext("line", "Not done"),
            csvfile.guarded(entry.address or entry.typed),
            csvfile.guarded(entry.display_name),
            self._generated(entry) if is_new else "",
            csvfile.guarded(line.message) if line else "",
        )


def _outcome(action: Action | None) -> str:
    names = {
        Action.ADD: pgettext("line", "Added"),
        Action.CHANGE: pgettext("line", "Changed"),
        Action.DELETE: pgettext("line", "Deleted"),
    }
    return names[action] if action else pgettext("line", "Unchanged")


def _header() -> tuple[str, ...]:
    titles = columns.titles()
    return _("Line"), _("Result"), titles[Column.ADDRESS], titles[Column.NAME], _("Initial password"), _("Why")

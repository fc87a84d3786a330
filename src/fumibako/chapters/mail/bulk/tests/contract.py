from uuid import UUID

from fumibako.chapters.mail.bulk import services
from fumibako.chapters.mail.bulk.jobs import NAME, import_accounts
from fumibako.chapters.mail.bulk.models import Upload
from fumibako.groundwork.jobs import owners
from fumibako.groundwork.jobs.models import Job
from fumibako.machine.formats.csvfile import Charset
from tests.contracts.declared import PERSON, Answer, Contract
from tests.contracts.people import Office


def _start(office: Office) -> None:
    content = f"メールアドレス\nnew@{office.made.domain.name}\n".encode()
    upload = services.store(
        owner=_owner(office), customer=office.made.customer, domain=None, file_name="list.csv", content=content
    )
    services.start(actor=PERSON, upload=upload, kind=import_accounts, deletions=0)
    services.forget_file(upload)


def _owner(office: Office) -> str:
    return owners.login(office.made.administrator.mailbox.login_id)


def _values(office: Office) -> dict[str, str]:
    owner = _owner(office)
    upload = Upload.objects.get_or_create(owner=owner, customer=office.made.customer, stored="not-there")[0]
    job = Job.objects.filter(kind=NAME, owner=owner).first()
    job = job or import_accounts.enqueue(actor=PERSON, owner=owner, upload=str(upload.pk))
    return {"upload": str(upload.pk), "job": str(job.pk)}


CONTRACT = Contract(
    uses={
        services.start: _start,
        services.export: lambda o: services.export(actor=PERSON, domain=o.made.domain, charset=Charset.UTF_8),
    },
    values=_values,
    nobodys={"upload": str(UUID(int=1)), "job": str(UUID(int=2))},
    answers=(Answer("/admin/accounts/bulk/", {}, 422),),
)

from fumibako.chapters.identity.audit_log import services
from fumibako.chapters.identity.audit_log.rows import whole
from fumibako.groundwork.audit.models import Entry
from fumibako.machine.formats.csvfile import Charset
from tests.contracts.declared import PERSON, Answer, Contract

CONTRACT = Contract(
    uses={
        services.export: lambda o: services.export(
            actor=PERSON,
            customer=o.made.customer,
            found=Entry.objects.all(),
            seen=whole,
            charset=Charset.UTF_8,
        ),
    },
    answers=tuple(Answer(f"{face}audit/export/", {"actor": "a" * 321}, 422) for face in ("/admin/", "/console/")),
    looks=tuple(f"{face}audit/?actor=nobody@nobodys.example&group=access" for face in ("/admin/", "/console/")),
)

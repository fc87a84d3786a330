from fumibako.chapters.identity.audit_log import services
from fumibako.chapters.identity.audit_log.rows import whole
from fumibako.groundwork.audit.models import Entry
from fumibako.machine.formats.csvfile import Charset
from tests.contracts.declared import PERSON, Contract

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
    looks=tuple(f"{face}audit/?actor=nobody@nobodys.example&group=access" for face in ("/admin/", "/console/")),
)

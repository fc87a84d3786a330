"""Letting nginx send a file of the cabinet: as an attachment, never as a page."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from fumibako.chapters.cabinet.models import StoredFile
from fumibako.machine.daemons.nginx.control import CABINET


def sent_by_nginx(file: StoredFile) -> HttpResponse:
    named = content_disposition_header(True, file.name) or "attachment"
    headers = {"X-Accel-Redirect": f"{CABINET}{file.key}", "Content-Disposition": named, "Cache-Control": "no-store"}
    return HttpResponse(content_type="application/octet-stream", headers=headers)

"""/.well-known/security.txt (RFC 9116): where people report security holes, as fumibako.toml says."""

from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

# Section 2.5.5 recommends less than a year. The file is made at each request, so it never gets old.
VALID_FOR = timedelta(days=90)


@require_GET
def security_txt(request: HttpRequest) -> HttpResponse:
    config = settings.FUMIBAKO
    contact = config.settings.box.security_contact
    if not contact:
        raise Http404
    expires = (timezone.now() + VALID_FOR).isoformat(timespec="seconds")
    lines = (
        f"Contact: {contact}",
        f"Expires: {expires}",
        "Preferred-Languages: ja, en",
        f"Canonical: {config.site_url}/.well-known/security.txt",
    )
    return HttpResponse("".join(f"{line}\n" for line in lines), content_type="text/plain; charset=utf-8")

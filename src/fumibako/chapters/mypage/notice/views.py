"""The owner's registration notice (E3)."""

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from fumibako.chapters.contract.requests import OwnerRequest
from fumibako.chapters.mypage.notice.sheet import notice_answer


@require_GET
def notice(request: OwnerRequest) -> HttpResponse:
    return notice_answer(request, request.customer)

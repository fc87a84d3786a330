"""My Page's first page (E2)."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from fumibako.chapters.contract.requests import OwnerRequest
from fumibako.chapters.mypage.contracts.facts import facts_of
from fumibako.faces.navigation import frequent
from fumibako.groundwork.features import Face


@require_GET
def menu(request: OwnerRequest) -> HttpResponse:
    context = {"facts": facts_of(request.customer), "frequent": frequent(Face.MYPAGE, request.allows)}
    return render(request, "mypage/menu.html", context)

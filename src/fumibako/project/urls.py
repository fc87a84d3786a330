"""Every address of the portal, by face. An explicit list: no discovery."""

from django.urls import include, path

from fumibako.groundwork.ui.views import csp_report, preferences
from fumibako.project.probes import healthz
from fumibako.project.security_txt import security_txt

handler500 = "fumibako.groundwork.ui.views.broken"

urlpatterns = [
    path("", include("fumibako.faces.membersite.urls")),
    path("admin/", include("fumibako.faces.adminmenu.urls")),
    path("user/", include("fumibako.faces.usermenu.urls")),
    path("mail/", include("fumibako.faces.webmail.urls")),
    path("mypage/", include("fumibako.faces.mypage.urls")),
    path("console/", include("fumibako.faces.console.urls")),
    path("jobs/", include("fumibako.faces.jobs.urls")),
    path("preferences/", preferences, name="preferences"),
    path("csp-report", csp_report, name="csp_report"),
    path("healthz", healthz),
    path(".well-known/security.txt", security_txt),
    path("api/v1/", include("fumibako.api.urls")),
]

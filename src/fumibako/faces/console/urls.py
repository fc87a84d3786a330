"""Every page of the operator console. All but the login stand behind one gate."""

from django.urls import path

from fumibako.chapters.console.customers import views as customers
from fumibako.chapters.console.health import views as health
from fumibako.chapters.console.held import views as held
from fumibako.chapters.identity import views as identity
from fumibako.faces.console.gate import operator
from fumibako.groundwork.ui.views import style, style_question

PAGES = (
    ("", health.desk, "desk"),
    ("customers/", customers.listed, "customers"),
    ("customers/add/", customers.add, "add_customer"),
    ("customers/<str:number>/", customers.customer, "customer"),
    ("customers/<str:number>/contract/", customers.contract, "contract"),
    ("customers/<str:number>/suspend/", customers.suspend, "suspend_customer"),
    ("customers/<str:number>/resume/", customers.resume, "resume_customer"),
    ("customers/<str:number>/reissue/", customers.reissue, "reissue"),
    ("health/", health.health, "health"),
    ("held/", held.listed, "held"),
    ("held/<str:queue_id>/release/", held.release, "release_mail"),
    ("style/", style, "style"),
    ("style/question/", style_question, "style_question"),
)

app_name = "console"
urlpatterns = [
    path("login/", identity.operator_log_in, name="login"),
    path("logout/", identity.operator_log_out, name="logout"),
    *(path(route, operator(view), name=name) for route, view, name in PAGES),
]

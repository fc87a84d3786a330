"""The pages of a job. All of them stand behind one gate."""

from django.urls import path

from fumibako.faces.jobs.gate import owner
from fumibako.groundwork.jobs import views

app_name = "jobs"
urlpatterns = [
    path("<str:job>/", owner(views.show), name="job"),
    path("<str:job>/cancel/", owner(views.cancel), name="cancel"),
    path("<str:job>/result/", owner(views.result), name="result"),
]

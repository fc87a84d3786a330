from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "fumibako.groundwork.jobs"
    default_auto_field = "django.db.models.BigAutoField"

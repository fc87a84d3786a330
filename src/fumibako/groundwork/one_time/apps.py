from django.apps import AppConfig


class OneTimeConfig(AppConfig):
    name = "fumibako.groundwork.one_time"
    default_auto_field = "django.db.models.BigAutoField"

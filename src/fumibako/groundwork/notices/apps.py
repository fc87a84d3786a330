from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "fumibako.groundwork.notices"
    default_auto_field = "django.db.models.BigAutoField"

from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "fumibako.groundwork.ui"
    default_auto_field = "django.db.models.BigAutoField"

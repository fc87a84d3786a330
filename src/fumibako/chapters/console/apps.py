from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    name = "fumibako.chapters.console"
    default_auto_field = "django.db.models.BigAutoField"

from django.apps import AppConfig


class OnceConfig(AppConfig):
    name = "fumibako.groundwork.once"
    default_auto_field = "django.db.models.BigAutoField"

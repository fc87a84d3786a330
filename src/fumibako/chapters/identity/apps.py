from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "fumibako.chapters.identity"
    default_auto_field = "django.db.models.BigAutoField"

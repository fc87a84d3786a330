from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "fumibako.groundwork.audit"
    default_auto_field = "django.db.models.BigAutoField"

"""The two plans that a new installation starts with; the operator changes them at the desk."""

from django.db import migrations

GIB = 1 << 30
PLANS = (
    {
        "code": "standard",
        "name_ja": "スタンダード",
        "name_en": "Standard",
        "accounts_max": 50,
        "mail_disk_bytes": 50 * GIB,
        "mailbox_quota_bytes": 5 * GIB,
        "web_disk_bytes": 10 * GIB,
        "builder_disk_bytes": 1 * GIB,
        "has_site_builder": True,
    },
    {
        "code": "compact",
        "name_ja": "コンパクト",
        "name_en": "Compact",
        "accounts_max": 10,
        "mail_disk_bytes": 10 * GIB,
        "mailbox_quota_bytes": 2 * GIB,
        "web_disk_bytes": 3 * GIB,
        "builder_disk_bytes": 0,
        "has_site_builder": False,
    },
)


def add_plans(apps, schema_editor):
    plan = apps.get_model("plans", "Plan")
    for values in PLANS:
        plan.objects.get_or_create(code=values["code"], defaults=values)


class Migration(migrations.Migration):
    dependencies = [("plans", "0001_initial")]
    operations = [migrations.RunPython(add_plans, migrations.RunPython.noop)]

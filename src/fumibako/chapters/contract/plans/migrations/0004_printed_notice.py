"""Compact has its registration notice on My Page only."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def compact_has_none(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("plans", "Plan").objects.filter(code="compact").update(has_printed_notice=False)


class Migration(migrations.Migration):
    dependencies = [("plans", "0003_terms")]
    operations = [
        migrations.AddField("plan", "has_printed_notice", models.BooleanField(default=True)),
        migrations.RunPython(compact_has_none, migrations.RunPython.noop),
    ]

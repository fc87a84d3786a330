"""Rules that were there before get their domain's script; until now they stood in that of each mailbox."""

from django.db import migrations
from django.utils import timezone


def publish_rules(apps, schema_editor):
    rules = apps.get_model("common_filter", "CommonRule").objects
    names = rules.order_by().values_list("domain__name", flat=True).distinct()
    publication = apps.get_model("publish", "Publication")
    rows = [publication(aspect="domain_sieve", key=name, wanted=1, requested_at=timezone.now()) for name in names]
    publication.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("common_filter", "0001_initial"), ("publish", "0001_initial")]
    operations = [migrations.RunPython(publish_rules, migrations.RunPython.noop)]

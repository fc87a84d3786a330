import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("sender_domains", "0001_initial"),
        ("tenancy", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="SenderReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(choices=[("dmarc", "Dmarc"), ("tls", "Tls")], max_length=10)),
                ("reporter", models.CharField(max_length=200)),
                ("key", models.CharField(max_length=200)),
                ("begins_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("taken_at", models.DateTimeField(auto_now_add=True)),
                (
                    "domain",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="sender_reports", to="tenancy.domain"
                    ),
                ),
            ],
            options={
                "ordering": ("-ends_at", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="ReportLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("source", models.GenericIPAddressField(null=True)),
                ("count", models.PositiveBigIntegerField()),
                ("result", models.CharField(blank=True, max_length=60)),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="sender_domains.senderreport",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="senderreport",
            constraint=models.UniqueConstraint(
                fields=("domain", "kind", "reporter", "key"), name="each_sender_report_once"
            ),
        ),
    ]

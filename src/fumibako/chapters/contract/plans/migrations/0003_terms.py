"""How a contract is paid for and how long it runs. Contracts from before are paid for from their second month on, as
new ones are."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

METHODS = [
    ("invoice", "Invoice"),
    ("bank_transfer", "Bank transfer"),
    ("direct_debit", "Direct debit"),
    ("credit_card", "Credit card"),
]


def fill(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for contract in apps.get_model("plans", "Contract").objects.all():
        year, month = divmod(contract.starts_on.year * 12 + contract.starts_on.month, 12)
        contract.first_payment_on = contract.starts_on.replace(year=year, month=month + 1, day=1)
        contract.save(update_fields=["first_payment_on"])


class Migration(migrations.Migration):
    dependencies = [
        ("plans", "0002_plans"),
    ]

    operations = [
        migrations.AddField("contract", "ends_on", models.DateField(blank=True, null=True)),
        migrations.AddField("contract", "first_payment_on", models.DateField(null=True)),
        migrations.AddField(
            "contract", "payment_method", models.CharField(choices=METHODS, default="invoice", max_length=20)
        ),
        migrations.AddField("contract", "period_months", models.PositiveSmallIntegerField(default=12)),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AlterField("contract", "first_payment_on", models.DateField()),
    ]

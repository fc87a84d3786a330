from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("options", "0005_alter_option_effect"),
    ]

    operations = [
        migrations.AlterField(
            model_name="option",
            name="effect",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "Not available yet"),
                    ("accounts", "More mail accounts"),
                    ("web_disk", "More web disk (GB)"),
                    ("virus", "Second virus engine"),
                    ("spam", "Second spam engine (accounts)"),
                    ("archive", "Archive of sent mail"),
                    ("cabinet", "Large-file cabinet (accounts)"),
                    ("certificate", "Paid SSL certificates"),
                ],
                default="",
                max_length=20,
            ),
        ),
    ]

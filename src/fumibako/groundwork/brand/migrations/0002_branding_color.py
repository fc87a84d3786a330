from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("brand", "0001_initial")]
    operations = [migrations.AddField("branding", "color", models.CharField(blank=True, max_length=7))]

"""Keys, their hooks and where they are."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("store", "0023_visits")]
    operations = []

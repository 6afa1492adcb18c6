"""The diary: people, rooms and visits, booked without clashes."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("store", "0021_calls")]
    operations = []

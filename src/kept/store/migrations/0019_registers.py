"""Registers, staff records, who is in, and leave."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("store", "0018_places")]
    operations = []

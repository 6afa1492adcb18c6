"""Visits, interviews and those who work alone."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("store", "0022_diary")]
    operations = []

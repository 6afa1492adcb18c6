"""Inspections of places, what was found there, and files kept on disk."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("store", "0017_scale")]
    operations = []

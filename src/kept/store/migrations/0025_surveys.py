"""Surveys, mystery shops and reviews."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("store", "0024_keys")]
    operations = []

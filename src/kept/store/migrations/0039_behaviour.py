"""Incidents, what was decided after them, and who has read it."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("store", "0038_lessons")]
    operations: list[migrations.operations.base.Operation] = []

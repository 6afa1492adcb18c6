"""Complaints, remedies and what is asked from outside are events: they need no table of their own."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("store", "0036_cases")]
    operations: list[migrations.operations.base.Operation] = []

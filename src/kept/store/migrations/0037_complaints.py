"""Complaints: what is sought, remedies, compensation, and what is still to be done."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("store", "0036_cases")]
    operations: list[migrations.operations.base.Operation] = []

"""Contractors, and whom they send."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("store", "0032_publications")]
    operations: list[migrations.operations.base.Operation] = []

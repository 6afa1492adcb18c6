"""Transfers, exchanges, successions and endings."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("store", "0040_nuisance")]
    operations: list[migrations.operations.base.Operation] = []

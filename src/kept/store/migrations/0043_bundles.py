"""Bundles of a case or of all that is held on a person, and what was left out of them."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("store", "0042_support")]
    operations: list[migrations.operations.base.Operation] = []

"""Nuisance and harassment: risk, diary sheets, agreements and action plans."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("store", "0039_behaviour")]
    operations: list[migrations.operations.base.Operation] = []

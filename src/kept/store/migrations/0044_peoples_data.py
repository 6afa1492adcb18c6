"""Consent, disclosure, correction, retention, and what may be seen by whom."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("store", "0043_bundles")]
    operations: list[migrations.operations.base.Operation] = []

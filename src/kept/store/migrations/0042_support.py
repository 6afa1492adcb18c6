"""Adaptations, support plans, referrals, help with money, and the estate."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("store", "0041_tenancy_changes")]
    operations: list[migrations.operations.base.Operation] = []

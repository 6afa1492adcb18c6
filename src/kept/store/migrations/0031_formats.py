"""The form in which each person can use what we send, and translations."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("store", "0030_dispatch")]
    operations: list[migrations.operations.base.Operation] = []

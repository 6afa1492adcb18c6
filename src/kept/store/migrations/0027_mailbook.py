"""The mail book, valuables by receipt, and what a letter or e-mail was read as."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("store", "0026_reception")]
    operations: list[migrations.operations.base.Operation] = []

"""Cases: where each stands, who takes part in it, and what belongs together."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("store", "0035_schemes")]
    operations: list[migrations.operations.base.Operation] = []

"""What we publish, its editions, where it hangs, and to whom it went."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("store", "0031_formats")]
    operations: list[migrations.operations.base.Operation] = []

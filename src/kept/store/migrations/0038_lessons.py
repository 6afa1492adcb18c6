"""What was learnt from complaints, what was published of them, and samples of what was not called one."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("store", "0037_complaints")]
    operations: list[migrations.operations.base.Operation] = []

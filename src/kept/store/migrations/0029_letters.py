"""Letters of ours: drafts, approvals, and the copy of what went."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("store", "0028_email")]
    operations: list[migrations.operations.base.Operation] = []

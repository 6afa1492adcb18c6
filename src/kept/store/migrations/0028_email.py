"""E-mail that reached us, whole and as it is shown."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("store", "0027_mailbook")]
    operations: list[migrations.operations.base.Operation] = []

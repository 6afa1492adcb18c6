"""What goes out, by which way, and whether it arrived."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("store", "0029_letters")]
    operations: list[migrations.operations.base.Operation] = []

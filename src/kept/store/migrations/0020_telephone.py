"""The call pad, messages and ringing back."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("store", "0019_registers")]
    operations = []

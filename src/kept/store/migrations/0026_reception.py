"""The front desk: tickets, waiting and interview rooms."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("store", "0025_surveys")]
    operations = []

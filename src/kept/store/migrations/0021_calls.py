"""Call records, the rota of those on call, and the answering machine."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("store", "0020_telephone")]
    operations = []

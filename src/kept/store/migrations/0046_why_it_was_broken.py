"""Why one promise was broken is read from an index alone, however often it was."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0045_policy_life")]
    operations = [
        migrations.AddIndex(
            model_name="clock",
            index=models.Index(
                condition=models.Q(("verdict__in", ("broken", "broken-attempted", "excused"))),
                fields=["association", "promise", "first_due_at"],
                include=("thread", "start", "id"),
                name="clock_broken_of",
            ),
        ),
    ]

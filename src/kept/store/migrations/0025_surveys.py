"""Surveys, mystery shops and reviews."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# What the app may do with each table, besides looking.
MAY = {
    "surveylink": "INSERT, UPDATE (used_at, thread_id), DELETE",
    "surveyoffer": "INSERT",
    "mysteryshop": "INSERT, UPDATE (done_on, score, action, action_by, action_done_on)",
    "surveyreply": "INSERT, UPDATE (words)",
    "surveystock": "INSERT",
    "surveyknock": "INSERT, DELETE",
}
POLICIES = "".join(
    f"""
ALTER TABLE store_{table} ENABLE ROW LEVEL SECURITY;
CREATE POLICY one_association ON store_{table} TO kept_app
    USING (association_id = kept_association()) WITH CHECK (association_id = kept_association());
GRANT SELECT, {may} ON store_{table} TO kept_app;
"""
    for table, may in MAY.items()
)

# As for every row of a thread (see 0002): it belongs to the thread's association.
TIES = "".join(
    f"""
CREATE TRIGGER {table}_added AFTER INSERT ON store_{table} REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION kept_same_association();
"""
    for table in ("surveylink", "surveyoffer", "mysteryshop")
)


class Migration(migrations.Migration):
    dependencies = [("store", "0024_keys")]

    operations = [
        migrations.CreateModel(
            name='SurveyLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('association', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.association')),
                ('survey', models.SlugField(db_index=False, max_length=60)),
                ('office', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.office')),
                ('team', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.team')),
                ('channel', models.SlugField(blank=True, db_index=False, default='', max_length=20)),
                ('matter', models.SlugField(blank=True, db_index=False, default='', max_length=40)),
                ('needs', models.JSONField(blank=True, default=list)),
                ('digest', models.CharField(max_length=64)),
                ('thread', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.thread')),
                ('made_at', models.DateTimeField()),
                ('made_by', models.TextField()),
                ('expires_at', models.DateTimeField()),
                ('used_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('association', 'digest'), name='surveylink_digest')],
            },
        ),
        migrations.CreateModel(
            name='SurveyOffer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('association', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.association')),
                ('survey', models.SlugField(db_index=False, max_length=60)),
                ('thread', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.thread')),
                ('answer', models.SlugField(db_index=False, max_length=20)),
                ('reason', models.TextField(blank=True, default='')),
                ('account', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('team', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.team')),
                ('office', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.office')),
                ('at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('association', 'thread', 'survey'), name='surveyoffer_once')],
                'indexes': [models.Index(fields=['association', 'survey', '-at'], name='surveyoffer_newest')],
            },
        ),
        migrations.CreateModel(
            name='MysteryShop',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('association', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.association')),
                ('survey', models.SlugField(db_index=False, max_length=60)),
                ('office', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.office')),
                ('channel', models.SlugField(db_index=False, max_length=20)),
                ('out_of_hours', models.BooleanField(default=False)),
                ('planned_on', models.DateField()),
                ('shopper', models.TextField(blank=True, default='')),
                ('planned_at', models.DateTimeField()),
                ('planned_by', models.TextField()),
                ('done_on', models.DateField(blank=True, null=True)),
                ('score', models.IntegerField(blank=True, null=True)),
                ('action', models.TextField(blank=True, default='')),
                ('action_by', models.DateField(blank=True, null=True)),
                ('action_done_on', models.DateField(blank=True, null=True)),
                ('thread', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.thread')),
            ],
            options={
                'indexes': [models.Index(fields=['association', '-planned_on'], name='mysteryshop_newest')],
            },
        ),
        migrations.CreateModel(
            name='SurveyReply',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('association', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.association')),
                ('survey', models.SlugField(db_index=False, max_length=60)),
                ('office', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.office')),
                ('team', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.team')),
                ('channel', models.SlugField(blank=True, db_index=False, default='', max_length=20)),
                ('matter', models.SlugField(blank=True, db_index=False, default='', max_length=40)),
                ('needs', models.JSONField(blank=True, default=list)),
                ('way', models.SlugField(db_index=False, max_length=20)),
                ('answered_on', models.DateField()),
                ('chosen', models.JSONField(default=dict)),
                ('words', models.JSONField(default=dict)),
                ('page', models.TextField(blank=True, default='')),
                ('entered_by', models.TextField(blank=True, default='')),
                ('token', models.CharField(max_length=64)),
                ('shop', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.mysteryshop')),
                ('about', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('reviewer', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('association', 'token'), name='surveyreply_token')],
                'indexes': [models.Index(fields=['association', 'survey', 'answered_on'], name='surveyreply_of_survey'), models.Index(condition=models.Q(('about__isnull', False)), fields=['association', 'about', '-answered_on'], name='surveyreply_about')],
            },
        ),
        migrations.CreateModel(
            name='SurveyStock',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('association', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.association')),
                ('survey', models.SlugField(db_index=False, max_length=60)),
                ('office', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.office')),
                ('left', models.IntegerField()),
                ('at', models.DateTimeField()),
                ('by', models.TextField()),
                ('note', models.TextField(blank=True, default='')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('left__gte', 0)), name='surveystock_left')],
                'indexes': [models.Index(fields=['association', 'office', 'survey', '-at'], name='surveystock_newest')],
            },
        ),
        migrations.CreateModel(
            name='SurveyKnock',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('association', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.association')),
                ('place', models.CharField(max_length=64)),
                ('at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(fields=['association', 'place', 'at'], name='surveyknock_of_place')],
            },
        ),
        *(migrations.RunSQL(each, migrations.RunSQL.noop) for each in (POLICIES, TIES)),
    ]

"""Safe contact by channel, who is connected with whom, and who knocked at a closed door."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import kept.store.models.places

POLICIES = "".join(
    f"""
ALTER TABLE store_{table} ENABLE ROW LEVEL SECURITY;
CREATE POLICY one_association ON store_{table} TO kept_app
    USING (association_id = kept_association()) WITH CHECK (association_id = kept_association());
GRANT {rights} ON store_{table} TO kept_app;
"""
    # Who tried to open what is never changed; a tie may end.
    for table, rights in (("accesslog", "SELECT, INSERT"), ("connection", "SELECT, INSERT, UPDATE (to_on)"))
)


def _account(**more):
    return models.ForeignKey(
        db_index=False,
        on_delete=django.db.models.deletion.PROTECT,
        related_name='+',
        to=settings.AUTH_USER_MODEL,
        **more,
    )


def _to(name, **more):
    return models.ForeignKey(
        db_index=False,
        on_delete=django.db.models.deletion.PROTECT,
        related_name='+',
        to=f'store.{name}',
        **more,
    )


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0011_file'),
    ]

    operations = [
        migrations.AddField(
            model_name='association',
            name='safeguarding',
            field=models.JSONField(default=kept.store.models.places.directors),
        ),
        migrations.AddField(
            model_name='person',
            name='contact_rules',
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name='thread',
            name='about',
            field=_account(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='thread',
            name='raised_by',
            field=_account(blank=True, null=True),
        ),
        migrations.AddConstraint(
            model_name='thread',
            constraint=models.CheckConstraint(
                condition=models.Q(about__isnull=True) | ~models.Q(sensitivity=''),
                name='thread_about_staff_is_sensitive',
            ),
        ),
        migrations.CreateModel(
            name='Connection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('association', _to('association')),
                ('account', _account()),
                ('person', _to('person', blank=True, null=True)),
                ('home', _to('home', blank=True, null=True)),
                ('kind', models.SlugField(db_index=False, max_length=40)),
                ('from_on', models.DateField()),
                ('to_on', models.DateField(blank=True, null=True)),
                ('told_by', models.TextField()),
                ('told_at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(fields=['association', 'account'], name='connection_of_account')],
                'constraints': [
                    models.CheckConstraint(
                        condition=models.Q(person__isnull=False, home__isnull=True)
                        | models.Q(person__isnull=True, home__isnull=False),
                        name='connection_of_person_or_home',
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name='AccessLog',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('association', _to('association')),
                ('account', _account()),
                ('what', models.SlugField(db_index=False, max_length=40)),
                ('ref', models.CharField(max_length=9)),
                ('refused', models.BooleanField(default=True)),
                ('via', models.SlugField(db_index=False, max_length=20)),
                ('at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(fields=['association', '-at', '-id'], name='accesslog_newest')],
            },
        ),
        migrations.RunSQL(POLICIES, migrations.RunSQL.noop),
    ]

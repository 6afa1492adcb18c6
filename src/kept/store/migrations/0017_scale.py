"""The search, and the indexes that a million contacts need."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models

# A word is written as 17/202604/lift: association, month, word. A search for it reads that month's postings alone, and
# no other association's.
WORDS = """
CREATE FUNCTION kept_words(association bigint, at timestamptz, words jsonb) RETURNS tsvector
    LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce(array_to_tsvector(array_agg(
        association || '/' || to_char(at AT TIME ZONE 'UTC', 'YYYYMM') || '/' || lexeme)), ''::tsvector)
    FROM unnest(to_tsvector('english', words))
$$;

CREATE FUNCTION kept_keep_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO store_searchdoc (association_id, thread_id, event_id, at, doc)
        SELECT event.association_id, event.thread_id, event.id, event.happened_at,
            kept_words(event.association_id, event.happened_at, fresh.words)
        FROM fresh JOIN store_event AS event ON event.id = fresh.event_id
        ON CONFLICT (event_id) DO UPDATE SET doc = EXCLUDED.doc;
    RETURN NULL;
END $$;
CREATE TRIGGER eventtext_kept AFTER INSERT ON store_eventtext REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION kept_keep_words();
CREATE TRIGGER eventtext_erased AFTER UPDATE ON store_eventtext REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION kept_keep_words();

INSERT INTO store_searchdoc (association_id, thread_id, event_id, at, doc)
    SELECT event.association_id, event.thread_id, event.id, event.happened_at,
        kept_words(event.association_id, event.happened_at, beside.words)
    FROM store_eventtext AS beside JOIN store_event AS event ON event.id = beside.event_id;
"""

POLICIES = """
ALTER TABLE store_searchdoc ENABLE ROW LEVEL SECURITY;
CREATE POLICY one_association ON store_searchdoc TO kept_app
    USING (association_id = kept_association()) WITH CHECK (association_id = kept_association());
GRANT SELECT, INSERT, UPDATE (doc) ON store_searchdoc TO kept_app;
CREATE TRIGGER searchdoc_added AFTER INSERT ON store_searchdoc REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION kept_same_association();
"""

# Under a policy no index of words is used, for “contains” might leak what it looks at. This function runs as kept_search,
# names the active association itself, and answers with numbers alone. It goes from month to month, newest first, until it
# has enough, so that a common word costs no more than a rare one. The last word may be only begun.
SEARCH = """
CREATE POLICY across ON store_searchdoc FOR SELECT TO kept_search USING (true);
GRANT SELECT ON store_searchdoc TO kept_search;

CREATE FUNCTION kept_search(typed text, before timestamptz, before_event bigint, oldest timestamptz, most integer)
    RETURNS TABLE (thread_id bigint, event_id bigint, at timestamptz)
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    association bigint := public.kept_association();
    month timestamp := date_trunc('month', before AT TIME ZONE 'UTC');
    words text[] := ARRAY(SELECT lexeme FROM unnest(to_tsvector('english', typed)) ORDER BY positions[1]);
    found integer := 0;
    got integer;
    prefix text;
    asked tsquery;
BEGIN
    IF cardinality(words) = 0 THEN
        RETURN;
    END IF;
    WHILE found < most AND month >= date_trunc('month', oldest AT TIME ZONE 'UTC') LOOP
        prefix := association || '/' || to_char(month, 'YYYYMM') || '/';
        SELECT string_agg(
                quote_literal(prefix || word) || CASE WHEN number = cardinality(words) THEN ':*' ELSE '' END, ' & '
            )::tsquery
            INTO asked FROM unnest(words) WITH ORDINALITY AS each (word, number);
        RETURN QUERY SELECT its.thread_id, its.event_id, its.at FROM public.store_searchdoc AS its
            WHERE its.doc @@ asked AND its.association_id = association AND (its.at, its.event_id) < (before, before_event)
            ORDER BY its.at DESC, its.event_id DESC LIMIT most - found;
        GET DIAGNOSTICS got = ROW_COUNT;
        found := found + got;
        month := month - interval '1 month';
    END LOOP;
END $$;
REVOKE ALL ON FUNCTION kept_search FROM PUBLIC;
GRANT EXECUTE ON FUNCTION kept_search TO kept_app;

GRANT CREATE ON SCHEMA public TO kept_search;
ALTER FUNCTION kept_search OWNER TO kept_search;
REVOKE CREATE ON SCHEMA public FROM kept_search;
"""

TO_DO = models.Q(('verdict', 'running')) | models.Q(
    ('stop__isnull', True), ('verdict__in', ('broken', 'broken-attempted', 'excused'))
)


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0016_rehearsal'),
    ]

    operations = [
        migrations.CreateModel(
            name='SearchDoc',
            fields=[
                ('association', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='store.association')),
                ('thread', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='store.thread')),
                ('event', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, primary_key=True, related_name='+', serialize=False, to='store.event')),
                ('at', models.DateTimeField()),
                ('doc', django.contrib.postgres.search.SearchVectorField()),
            ],
        ),
        migrations.AddIndex(
            model_name='searchdoc',
            index=django.contrib.postgres.indexes.GinIndex(fields=['doc'], gin_pending_list_limit=256, name='searchdoc_words'),
        ),
        migrations.AddIndex(
            model_name='clock',
            index=models.Index(condition=TO_DO, fields=['association', 'promise', 'started_at'], name='clock_to_do'),
        ),
        migrations.AddIndex(
            model_name='thread',
            index=models.Index(condition=models.Q(('act_by__isnull', False)), fields=['association', 'due_at', 'id'], name='thread_late'),
        ),
        migrations.RunSQL(WORDS, migrations.RunSQL.noop),
        migrations.RunSQL(POLICIES, migrations.RunSQL.noop),
        migrations.RunSQL(SEARCH, migrations.RunSQL.noop),
    ]

"""The app may ask that the planner look at the tables again: after a big import they are not what they were.

Only a table's owner may ANALYZE it; PostgreSQL does so itself within a minute or so, which is a minute of slow pages.
"""

from django.db import migrations

GATHER = """
CREATE FUNCTION kept_gather_statistics() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    ANALYZE public.store_thread, public.store_event, public.store_eventtext, public.store_clock, public.store_owed,
        public.store_person, public.store_personkey;
END $$;
REVOKE ALL ON FUNCTION kept_gather_statistics FROM PUBLIC;
GRANT EXECUTE ON FUNCTION kept_gather_statistics TO kept_app;
"""


class Migration(migrations.Migration):
    dependencies = [("store", "0007_samples")]

    operations = [migrations.RunSQL(GATHER, "DROP FUNCTION kept_gather_statistics")]

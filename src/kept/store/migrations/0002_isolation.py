"""Whose rows may the app see, and what may it do with them?

Row-level security is enabled on every bound table, and not forced: the owner, who migrates, backs up and restores, sees
all rows. The app's role sees those of one association, chosen by one integer equality, so that indexes keep their order.
The roles exist already: `kept check --sql` prints the statements that make them.
"""

from django.db import migrations

ON_THREAD = ("event", "clock", "owed")
BOUND = ("office", "team", "membership", "rulebookversion", "thread", "event", "eventtext", "clock", "owed")

# What the app may do with each table, besides looking.
MAY = {
    "association": "INSERT, UPDATE",
    "account": "INSERT, UPDATE",
    "heartbeat": "INSERT, UPDATE, DELETE",
    "office": "INSERT, UPDATE, DELETE",
    "team": "INSERT, UPDATE, DELETE",
    "membership": "INSERT, UPDATE",
    "rulebookversion": "INSERT",
    "thread": "INSERT, UPDATE",
    "event": "INSERT",
    "eventtext": "INSERT, UPDATE (words, erased_at, erased_by)",
    "clock": "INSERT, UPDATE, DELETE",
    "owed": "INSERT, UPDATE (thread_id, done_at)",
}

# The planner asks this function too, so that even a query on an empty table is refused. It is written to be inlined:
# a row costs a look at the setting, and the function that refuses is called only when there is none.
ACTIVE = """
CREATE FUNCTION kept_no_association() RETURNS bigint LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RAISE EXCEPTION 'No association is active.' USING ERRCODE = 'KA001',
        HINT = 'Set kept.association for the transaction first.';
END $$;
CREATE FUNCTION kept_association() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT coalesce(nullif(current_setting('kept.association', true), '')::bigint, kept_no_association())
$$;
"""

# A row of a thread belongs to the thread's association: no fault of ours can tie two associations together. This is a
# plain foreign key and a check of each statement, not a foreign key over both columns: while a table is new and has no
# statistics, that one's plan may take any index that begins with the association, and then reads all of it for each row.
TIES = """
CREATE FUNCTION kept_same_association() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT FROM fresh JOIN public.store_thread ON store_thread.id = fresh.thread_id
        WHERE store_thread.association_id <> fresh.association_id
    ) THEN
        RAISE EXCEPTION 'A row of one association cannot belong to a thread of another.'
            USING ERRCODE = 'foreign_key_violation', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END $$;
""" + "".join(
    f"""
ALTER TABLE store_{table} ADD CONSTRAINT {table}_of_thread FOREIGN KEY (thread_id) REFERENCES store_thread (id);
CREATE TRIGGER {table}_added AFTER INSERT ON store_{table} REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION kept_same_association();
CREATE TRIGGER {table}_changed AFTER UPDATE ON store_{table} REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION kept_same_association();
"""
    for table in ON_THREAD
)

POLICIES = "".join(
    f"""
ALTER TABLE store_{table} ENABLE ROW LEVEL SECURITY;
CREATE POLICY one_association ON store_{table} TO kept_app
    USING (association_id = kept_association()) WITH CHECK (association_id = kept_association());
"""
    for table in BOUND
)

GRANTS = "GRANT USAGE ON SCHEMA public TO kept_app, kept_search;\nGRANT SELECT ON django_migrations TO kept_app;\n" + "".join(
    f"GRANT SELECT, {more} ON store_{table} TO kept_app;\n" for table, more in MAY.items()
)

# Everybody is refused, the owner too: who must mend the ledger by hand has to switch the trigger off first, and say so.
LEDGER = """
CREATE FUNCTION kept_ledger_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The ledger only grows: record a correction instead of changing event %.', OLD.uid
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER event_only_grows BEFORE UPDATE OR DELETE ON store_event
    FOR EACH ROW EXECUTE FUNCTION kept_ledger_only_grows();
"""

# Three questions go across associations: what the sweep should wake, where an account that signs in belongs, and whose a
# thread is. Their functions run as kept_search, which may read these columns and nothing else.
ACROSS = """
CREATE POLICY across ON store_thread FOR SELECT TO kept_search USING (true);
CREATE POLICY across ON store_membership FOR SELECT TO kept_search USING (true);
GRANT SELECT (association_id, id, wake_at) ON store_thread TO kept_search;
GRANT SELECT ON store_membership TO kept_search;

CREATE FUNCTION wake_due(at timestamptz, most integer) RETURNS TABLE (association_id bigint, thread_id bigint)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT store_thread.association_id, store_thread.id FROM public.store_thread
    WHERE wake_at <= at ORDER BY wake_at, id LIMIT most
$$;
CREATE FUNCTION kept_memberships(of_account bigint, on_day date) RETURNS SETOF store_membership
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT * FROM public.store_membership
    WHERE account_id = of_account AND from_on <= on_day AND (to_on IS NULL OR to_on >= on_day)
$$;
REVOKE ALL ON FUNCTION wake_due, kept_memberships, kept_same_association FROM PUBLIC;
GRANT EXECUTE ON FUNCTION wake_due, kept_memberships TO kept_app;

GRANT CREATE ON SCHEMA public TO kept_search;
ALTER FUNCTION wake_due OWNER TO kept_search;
ALTER FUNCTION kept_memberships OWNER TO kept_search;
ALTER FUNCTION kept_same_association OWNER TO kept_search;
REVOKE CREATE ON SCHEMA public FROM kept_search;
"""


class Migration(migrations.Migration):
    dependencies = [("store", "0001_initial")]

    operations = [
        migrations.RunSQL(each, migrations.RunSQL.noop) for each in (ACTIVE, TIES, POLICIES, GRANTS, LEDGER, ACROSS)
    ]

"""An empty database gets all that the models ask for; one with tables is migrated as Django does it."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations.state import ProjectState

from kept.store.first_migration import quickly


@pytest.mark.django_db
def test_every_index_and_constraint_of_the_models_is_in_the_database() -> None:
    wanted = {
        (model._meta.db_table, each.name)
        for model in apps.get_app_config("store").get_models()
        for each in (*model._meta.indexes, *model._meta.constraints)
    }
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass::text, conname FROM pg_constraint "
            "WHERE connamespace = 'public'::regnamespace "
            "UNION SELECT tablename, indexname FROM pg_indexes WHERE schemaname = 'public'"
        )
        found = set(cursor.fetchall())
    assert len(wanted) > 250
    assert wanted - found == set()


@pytest.mark.django_db
def test_a_database_that_has_tables_is_migrated_as_always() -> None:
    as_always = ProjectState.add_model
    with quickly():
        assert ProjectState.add_model is as_always

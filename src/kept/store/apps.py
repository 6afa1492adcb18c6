"""How does Django come to know the store, and what happens when a connection opens or a migration ends?"""

from __future__ import annotations

from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate


class StoreConfig(AppConfig):
    """The app "store"."""

    name = "kept.store"
    label = "store"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from kept.store import grants, tenancy

        connection_created.connect(tenancy.watch, dispatch_uid="kept.store.tenancy")
        post_migrate.connect(grants.after_migrate, dispatch_uid="kept.store.grants")

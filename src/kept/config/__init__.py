"""How is Kept set up? Everything comes from the environment, or from the data folder that `kept run` filled.

from kept import config
config.setup()                  # Django is ready, as the app role
config.setup(as_owner=True)     # likewise, as the role that owns the tables: migrations, recompute
"""

from __future__ import annotations

import os


class NotReady(RuntimeError):
    """Kept cannot start as asked; the text says what to do."""


def setup(*, as_owner: bool = False, needs_database: bool = True) -> None:
    """Make Django ready. Acting as the owner must be asked for by the first set-up of a process."""
    from kept.config import database

    url = database.owner_url() if as_owner else database.app_url()
    if url is None and needs_database:
        what = "KEPT_OWNER_URL" if as_owner else "DATABASE_URL"
        raise NotReady(f"No database is known here. Start Kept with “kept run”, or name yours in {what}.")
    if as_owner and url is not None:
        os.environ["DATABASE_URL"] = url
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kept.config.settings")
    import django

    django.setup()

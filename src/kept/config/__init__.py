"""How is Kept set up? Everything comes from the environment, or from the data folder that `kept run` filled.

from kept import config
config.setup()                  # Django is ready, as the app role
config.setup(as_owner=True)     # likewise, as the role that owns the tables: migrations, recompute
"""

from __future__ import annotations

import os

from kept.server import Trouble


class NotReady(Trouble):
    """Kept cannot start as asked; the text says what to do."""


def setup(*, as_owner: bool = False, needs_database: bool = True) -> None:
    """Make Django ready. Acting as the owner must be asked for by the first set-up of a process."""
    from kept.config import database

    url = database.owner_url() if as_owner else database.app_url()
    if needs_database:
        _check_reachable(url, "KEPT_OWNER_URL" if as_owner else "DATABASE_URL")
    if as_owner and url is not None:
        os.environ["DATABASE_URL"] = url
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kept.config.settings")
    import django

    django.setup()


def _check_reachable(url: str | None, name: str) -> None:
    from kept.config import database
    from kept.server import places

    if url is None:
        raise NotReady(f"No database is known here. Start Kept with “kept run”, or name yours in {name}.")
    try:
        host = database.from_url(url)["HOST"]
    except database.UrlFault as fault:
        raise NotReady(f"{name}: {fault}") from fault
    folder = places.data_folder()
    if host and host == places.socket_folder(folder) and not places.listens(host):
        raise NotReady(f"The database in {folder} is not running. Start it with “kept run”.")

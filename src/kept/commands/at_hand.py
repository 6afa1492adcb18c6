"""How does a command reach the database when nothing runs? It starts the embedded server while it works.

    with at_hand(data):
        config.setup(as_owner=True)

Where DATABASE_URL or KEPT_OWNER_URL name another server, or `kept run` is up, that one is used as it is.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kept.config import NotReady
from kept.server import Trouble, places, roles


def add_data_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--data",
        metavar="DIR",
        help="the folder of the data; unset: KEPT_DATA, or var/ in a clone, or /var/lib/kept for root",
    )


@contextmanager
def at_hand(given: str | None, *, create: bool = False) -> Iterator[None]:
    """The database answers inside, and is known to `kept.config`; `create` makes one where none is."""
    folder = places.data_folder(given)
    # Later readings of the settings, here and in processes that we start, must mean the same folder.
    os.environ["KEPT_DATA"] = str(folder)
    if os.environ.get("DATABASE_URL") or os.environ.get("KEPT_OWNER_URL") or _runs(folder):
        yield
        return
    if not create and not (folder / "postgres").exists():
        raise NotReady(
            f"There is no database in {folder}. “kept run” makes one; --data names another folder."
        )
    from kept.server.postgres import Server

    server = Server(folder)
    server.start()
    try:
        os.environ["DATABASE_URL"] = server.url(roles.APP)
        os.environ["KEPT_OWNER_URL"] = server.url(roles.OWNER)
        yield
    finally:
        del os.environ["DATABASE_URL"], os.environ["KEPT_OWNER_URL"]
        server.stop()


def is_up(given: str | None) -> bool:
    """Whether a database answers without our starting one."""
    named = os.environ.get("DATABASE_URL") or os.environ.get("KEPT_OWNER_URL")
    return bool(named) or _runs(places.data_folder(given))


def _runs(folder: Path) -> bool:
    socket = places.socket_folder(folder)
    return socket is not None and places.listens(socket)


def association(slug: str) -> str:
    """The association of that name; or `Trouble`, which names those that there are."""
    from kept.store.models import Association

    known = list(Association.objects.order_by("slug").values_list("slug", flat=True))
    if slug in known:
        return slug
    there = ", ".join(known) or "none yet; run “kept policy load” first"
    raise Trouble(f"There is no association “{slug}” here. There are: {there}.")

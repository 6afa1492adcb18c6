"""How is any other command of Django run? With our settings, as the app role unless the owner is asked for.

$ kept manage makemigrations --check
$ kept manage --as-owner dbshell
"""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Sequence

# What works on files alone must work where there is no database at all.
WITHOUT_DATABASE = {
    "makemigrations",
    "makemessages",
    "compilemessages",
    "check",
    "findstatic",
    "help",
    "diffsettings",
}


def passes_through(arguments: Sequence[str]) -> int:
    """Everything after `kept manage` belongs to Django."""
    from kept import config

    rest = list(arguments)
    as_owner = "--as-owner" in rest
    if as_owner:
        rest.remove("--as-owner")
    named = next((each for each in rest if not each.startswith("-")), "help")
    if named in WITHOUT_DATABASE:
        # makemigrations would like to compare with a database, and need not.
        warnings.filterwarnings("ignore", message="Got an error checking a consistent migration history")
    config.setup(as_owner=as_owner, needs_database=named not in WITHOUT_DATABASE)
    from django.core.management import execute_from_command_line

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kept.config.settings")
    try:
        execute_from_command_line(["kept manage", *rest])
    except SystemExit as ending:
        if isinstance(ending.code, str):
            print(ending.code, file=sys.stderr)
            return 1
        return int(ending.code or 0)
    return 0

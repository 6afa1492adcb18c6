"""How does an empty database get its tables without waiting for what only a filled one needs?

    with quickly():
        call_command("migrate")

Between two steps Django draws up anew every model that is connected with the one that changed, so that a
step that moves rows finds all of them as they were then. Nearly all of ours are connected, and an empty
database has no rows to move: there an index, a constraint or a new table is noted on its own model alone.
A database that has tables already is migrated exactly as Django does it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ModelState, ProjectState


@contextmanager
def quickly() -> Iterator[None]:
    """Within it an empty database is migrated several times as fast; any other as always."""
    if MigrationRecorder(connection).applied_migrations():
        yield
        return
    as_always = {name: getattr(ProjectState, name) for name in _INSTEAD}
    try:
        for name, instead in _INSTEAD.items():
            setattr(ProjectState, name, instead)
        yield
    finally:
        for name, before in as_always.items():
            setattr(ProjectState, name, before)


def _append_option(self: ProjectState, app_label: str, model_name: str, option_name: str, obj: Any) -> None:
    options = self.models[app_label, model_name].options
    _listed(self, app_label, model_name, option_name, [*options[option_name], obj])


def _remove_option(
    self: ProjectState, app_label: str, model_name: str, option_name: str, obj_name: str
) -> None:
    options = self.models[app_label, model_name].options
    left = [each for each in options[option_name] if each.name != obj_name]
    _listed(self, app_label, model_name, option_name, left)


def _listed(self: ProjectState, app_label: str, model_name: str, option_name: str, listed: list[Any]) -> None:
    """What a model merely lists, its indexes and constraints, no other model has to know of."""
    self.models[app_label, model_name].options[option_name] = listed
    if "apps" in self.__dict__:
        setattr(self.apps.get_model(app_label, model_name)._meta, option_name, listed)


def _add_model(self: ProjectState, model_state: ModelState) -> None:
    key = model_state.app_label, model_state.name_lower
    self.models[key] = model_state
    if self._relations is not None:  # type: ignore[attr-defined]
        self.resolve_model_relations(key)
    if "apps" in self.__dict__:
        self.apps.render_multiple([model_state])


_INSTEAD = {"_append_option": _append_option, "_remove_option": _remove_option, "add_model": _add_model}

"""What does Kept write about its own running? One JSON line for each happening, without people's words.

    {"at": "2026-04-02T15:10:00.123+00:00", "level": "INFO", "logger": "kept.request",
     "says": "GET /karin/desk 200", "request": "b1f0…", "status": 200, "ms": 12.3}

No line holds a body, a query or a cookie: the log is read by people who may not read the casework. What the
database says of a row that it refuses quotes the row, so only the sort of its failure is written.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

import psycopg
from django.db.utils import Error as DatabaseFailure

# The request that the present thread works for.
request_id: ContextVar[str] = ContextVar("request_id", default="")

EXTRAS = ("method", "path", "status", "ms", "by", "association", "count")


class JsonLines(logging.Formatter):
    """One line of JSON for each record."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "says": record.getMessage(),
        }
        if request_id.get():
            line["request"] = request_id.get()
        line.update({name: getattr(record, name) for name in EXTRAS if hasattr(record, name)})
        if record.exc_info:
            line["fault"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)

    def formatException(self, ei: Any) -> str:
        """How it came to that, without what the database quotes."""
        text = super().formatException(ei)
        for each in _behind(ei[1]):
            if isinstance(each, DatabaseFailure | psycopg.Error) and str(each):
                text = text.replace(str(each), _sort(each))
        return text


def _behind(failure: BaseException | None) -> Iterator[BaseException]:
    """The failure, and those that it came from."""
    seen: set[int] = set()
    waiting = [failure]
    while waiting:
        each = waiting.pop()
        if each is not None and id(each) not in seen:
            seen.add(id(each))
            waiting += [each.__cause__, each.__context__]
            yield each


def _sort(failure: BaseException) -> str:
    """What sort of failure of the database it is: a code, and which rule was broken if one was."""
    cause = failure if isinstance(failure, psycopg.Error) else failure.__cause__
    if not isinstance(cause, psycopg.Error):
        return "(not repeated here)"
    said = (cause.sqlstate, cause.diag.table_name, cause.diag.column_name, cause.diag.constraint_name)
    return ", ".join(filter(None, said)) or "(not repeated here)"


def logging_settings(*, as_json: bool) -> dict[str, Any]:
    """The dictionary that Django hands to logging."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {"()": "kept.config.logs.JsonLines"},
            "plain": {"format": "%(levelname)s %(name)s: %(message)s"},
        },
        "handlers": {
            "stderr": {"class": "logging.StreamHandler", "formatter": "json" if as_json else "plain"},
        },
        "root": {"handlers": ["stderr"], "level": "INFO"},
        "loggers": {
            # Our own line for each request says more, and Django's for each 404 would only repeat it.
            "django.request": {"level": "ERROR"},
            "django.server": {"level": "ERROR"},
            # Strangers who try names at the door are answered, not written down with a page of code each.
            "django.security.DisallowedHost": {"level": "CRITICAL"},
            # Each job would be four lines; what matters of it is on record.
            "procrastinate": {"level": "WARNING"},
            "django.utils.autoreload": {"level": "WARNING"},
        },
    }

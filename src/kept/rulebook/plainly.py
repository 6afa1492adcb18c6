"""How does a value of ours become plain data that JSON can hold, and a value again?

    plain_of(Guidance("shoes", ("visit",), "Ask before …"))    # {"name": "shoes", "at": ["visit"], "says": …}
    value_of(Guidance, plain)                                  # the same value

Serves frozen dataclasses whose fields are words, numbers, dates, times, spans, tuples of those, mappings from
words to them, and other such dataclasses. Fields at their defaults are left out, so that an older Kept's data
is read by a newer one.
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, time
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from kept.workclock import Span, parse_span

T = TypeVar("T")
SPANS = frozenset(get_args(Span))


def plain_of(value: Any) -> Any:
    """The value as plain data."""
    if isinstance(value, tuple(SPANS)):
        return str(value)
    if is_dataclass(value):
        held = ((each, getattr(value, each.name)) for each in fields(value))
        return {each.name: plain_of(it) for each, it in held if each.default is MISSING or it != each.default}
    if isinstance(value, tuple):
        return [plain_of(each) for each in value]
    if isinstance(value, Mapping):
        return {name: plain_of(each) for name, each in value.items()}
    return value.isoformat() if isinstance(value, date | time) else value


def value_of(kind: type[T], data: Any) -> T:
    """The value of that kind which the plain data means."""
    found: T = _value(kind, data)
    return found


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _value(hint: Any, data: Any) -> Any:
    if data is None or hint is Any or hint is object:
        return data
    if get_origin(hint) is tuple:
        return _tuple(get_args(hint), data)
    if get_origin(hint) is Mapping:
        return types.MappingProxyType({name: _value(get_args(hint)[1], each) for name, each in data.items()})
    if get_origin(hint) in (Union, types.UnionType):
        return _one_of(get_args(hint), data)
    if hint in SPANS:
        return parse_span(data)
    if hint in (date, time):
        return hint.fromisoformat(data)
    if is_dataclass(hint):
        known = _hints(hint)  # type: ignore[arg-type]
        return hint(**{name: _value(known[name], it) for name, it in data.items() if name in known})  # type: ignore[operator]
    return data


def _tuple(parts: tuple[Any, ...], data: list[Any]) -> tuple[Any, ...]:
    if parts[1:] == (...,):
        return tuple(_value(parts[0], each) for each in data)
    return tuple(_value(part, each) for part, each in zip(parts, data, strict=True))


def _one_of(options: tuple[Any, ...], data: Any) -> Any:
    """A span, or whatever else it may be beside None."""
    real = [each for each in options if each is not type(None)]
    if isinstance(data, str) and str not in real and set(real) & SPANS:
        return parse_span(data)
    return _value(real[0], data) if len(real) == 1 else data

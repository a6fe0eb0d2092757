"""Records as JSON-ready values, and back."""

from __future__ import annotations

import types
from collections.abc import Hashable, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

Record = TypeVar("Record")


def to_dict(record: Any) -> dict[str, Any]:
    """The record's fields as JSON-ready values, those of records inside it included."""
    return {f.name: _to_plain(getattr(record, f.name)) for f in fields(record)}


def _to_plain(value: Any) -> Any:
    if is_dataclass(value):
        return to_dict(value)
    if isinstance(value, tuple):
        return [_to_plain(item) for item in value]
    if isinstance(value, dict):
        return dict(value)
    return value


@cache
def _field_types(record: Any) -> dict[str, Any]:
    return get_type_hints(record)


def from_dict(record: type[Record], values: Mapping[str, Any]) -> Record:
    """The record that `to_dict` wrote; fields it does not know are left out. Raises TypeError for other values."""
    known = _field_types(cast(Hashable, record))
    return record(**{name: _restore(known[name], value) for name, value in values.items() if name in known})


def _restore(expected: Any, value: Any) -> Any:
    if value is None:
        return None
    if get_origin(expected) in (Union, types.UnionType):
        expected = next(option for option in get_args(expected) if option is not type(None))
    if get_origin(expected) is tuple:
        return tuple(_restore(get_args(expected)[0], item) for item in value)
    if is_dataclass(expected) and isinstance(expected, type):
        return from_dict(expected, value)
    if expected is float:
        return float(value)
    if expected in (str, int, bool) and type(value) is not expected:
        raise TypeError(f"{value!r} is no {expected.__name__}")
    return value

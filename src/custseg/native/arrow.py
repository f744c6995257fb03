"""Columns handed over without copying, by Arrow's C data interface and its PyCapsule protocol."""

from __future__ import annotations

import ctypes
from ctypes import c_char_p, c_int64, c_void_p, py_object

import polars as pl

_capsule = ctypes.pythonapi.PyCapsule_New
_capsule.argtypes = [c_void_p, c_char_p, c_void_p]
_capsule.restype = py_object
_pointer = ctypes.pythonapi.PyCapsule_GetPointer
_pointer.argtypes = [py_object, c_char_p]
_pointer.restype = c_void_p


class ArrowSchema(ctypes.Structure):
    """``struct ArrowSchema``: the type of a column."""

    _fields_ = [
        ("format", c_char_p), ("name", c_char_p), ("metadata", c_char_p), ("flags", c_int64),
        ("n_children", c_int64), ("children", c_void_p), ("dictionary", c_void_p),
        ("release", c_void_p), ("private_data", c_void_p),
    ]  # fmt: skip


class ArrowArray(ctypes.Structure):
    """``struct ArrowArray``: the values of a column."""

    _fields_ = [
        ("length", c_int64), ("null_count", c_int64), ("offset", c_int64), ("n_buffers", c_int64),
        ("n_children", c_int64), ("buffers", c_void_p), ("children", c_void_p),
        ("dictionary", c_void_p), ("release", c_void_p), ("private_data", c_void_p),
    ]  # fmt: skip


class Column:
    """A column that C fills and Polars takes over: ``Column().taken()``."""

    def __init__(self) -> None:
        self.array, self.schema = ArrowArray(), ArrowSchema()

    def __arrow_c_array__(self, requested_schema: object = None) -> tuple[object, object]:
        return (
            _capsule(ctypes.addressof(self.schema), b"arrow_schema", None),
            _capsule(ctypes.addressof(self.array), b"arrow_array", None),
        )

    def taken(self) -> pl.Series:
        """The column as Polars has it; empty afterwards."""
        return pl.Series(self)


class Stream:
    """The chunks of a column, for C to read while this is held."""

    def __init__(self, column: pl.Series) -> None:
        self.held = column.__arrow_c_stream__()
        self.pointer = _pointer(self.held, b"arrow_array_stream")

"""Data frames that many read at the same time and nobody can change for the others."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

import geopandas as gpd
import numpy as np
import pandas as pd
from geopandas.array import GeometryArray
from pandas.api.extensions import ExtensionArray

Frame = TypeVar("Frame", bound=pd.DataFrame)
Holder = TypeVar("Holder")


def keeps_frames(*names: str) -> Callable[[type[Holder]], type[Holder]]:
    """Make fields of a dataclass keep a copy of the frame they are given, which nobody can change.

    Who asks for such a field gets a frame of their own, at the cost of a few pointers, so columns
    that they add or replace are nobody else's. All these frames share their arrays. pandas copies
    one before it writes to it (copy-on-write), and the arrays themselves refuse to be written to.
    """

    def decorated(dataclass: type[Holder]) -> type[Holder]:
        for name in names:
            setattr(dataclass, name, _KeptFrame(name))
        return dataclass

    return decorated


class _KeptFrame:
    """The descriptor of one such field."""

    def __init__(self, name: str) -> None:
        self._place = f"_{name}"

    def __get__(self, holder: object, owner: type) -> pd.DataFrame:
        frame: pd.DataFrame = holder.__dict__[self._place]
        return frame.copy(deep=False)

    def __set__(self, holder: object, frame: pd.DataFrame) -> None:
        holder.__dict__[self._place] = frozen(frame)


def frozen(frame: Frame) -> Frame:
    """Return a copy of a frame on arrays that can't be written to."""
    if isinstance(frame, gpd.GeoDataFrame):
        columns = {name: _frozen_column(column) for name, column in frame.items()}
        kept = gpd.GeoDataFrame(pd.DataFrame(columns, frame.index, copy=False), copy=False)
        for shapes in kept.select_dtypes("geometry"):
            # geopandas makes these anew
            _locked(kept[shapes].to_numpy())
        return cast(Frame, kept)
    # in one block, as matrices are fastest
    array = _locked(frame.to_numpy(copy=True))
    return cast(Frame, pd.DataFrame(array, frame.index, frame.columns, copy=False))


def _frozen_column(column: pd.Series) -> ExtensionArray | np.ndarray:
    array = column.array
    if isinstance(array, GeometryArray):
        return array.copy()
    if isinstance(array, pd.arrays.IntegerArray):
        numbers = column.to_numpy("int64", copy=True, na_value=0)
        return pd.arrays.IntegerArray(_locked(numbers), _locked(column.isna().to_numpy(copy=True)))
    if isinstance(array, pd.arrays.ArrowStringArray):
        # Arrow's own arrays never change, and pandas hands out views of them
        return array
    return _locked(column.to_numpy(copy=True))


def _locked(array: np.ndarray) -> np.ndarray:
    array.flags.writeable = False
    return array

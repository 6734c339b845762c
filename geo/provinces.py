"""The figures that are published by province, and how sure they are."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from geo.catalog import Catalog, PooledRatio, ProvincePerPeople, ProvinceRatio, ProvinceValue
from geo.errors import GeoError, visible
from geo.official import official_areas
from geo.paths import SHIPPED

_COLUMNS = ("variable", "province_code", "period", "value")


def province_figures(
    catalog: Catalog, people: pd.Series, folder: Path = SHIPPED
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return every indicator of the catalogue whose native level is the province.

    Parameters
    ----------
    catalog
        Says which variables and periods make up each indicator.
    people
        How many people the areas of each province have together, by ``province_code``.
    folder
        Where the dataset's file lies; a table of ``variable``, ``province_code``, ``period`` and
        ``value``.

    Returns
    -------
    tuple of pandas.DataFrame
        Values and standard errors, both float64 in the indicator's unit; the index is
        ``province_code`` (two digits as text, every province of the official list), the columns are
        indicator ids in catalogue order. NaN where a figure or its error is unknown.

    Raises
    ------
    GeoError
        If a file of figures is missing, is no such table, or lacks what the catalogue names.

    Notes
    -----
    A pooled ratio's standard error is the standard deviation, over all quarters at hand, of the
    province's rate less the national rate of that quarter, divided by the square root of the
    number of quarters pooled; ``docs/method.md`` says why.
    """
    provinces = _provinces()
    values = pd.DataFrame(index=provinces, dtype="float64")
    errors = pd.DataFrame(index=provinces, dtype="float64")
    files: dict[Path, ProvinceFigures] = {}
    for entry in catalog.indicator:
        if entry.level != "province":
            continue
        path = folder / str(catalog.get(entry.dataset).file)
        figures = files[path] if path in files else files.setdefault(path, ProvinceFigures(path))
        measure = entry.measure
        errors[entry.id] = np.nan
        if isinstance(measure, ProvinceValue):
            values[entry.id] = figures.of(measure.variable, measure.period)
        elif isinstance(measure, ProvinceRatio):
            numerator = figures.of(measure.numerator, measure.period)
            denominator = figures.of(measure.denominator, measure.period)
            values[entry.id] = numerator / denominator * measure.scale
        elif isinstance(measure, PooledRatio):
            values[entry.id], errors[entry.id] = _pooled(measure, figures)
        elif isinstance(measure, ProvincePerPeople):
            mean = figures.over(measure.variable, measure.periods).mean(
                axis="columns", skipna=False
            )
            values[entry.id] = mean / people.reindex(provinces).replace(0, np.nan) * measure.scale
        else:
            raise GeoError(
                'The indicator "{id}" is of level province, but its measure "{kind}" is not made '
                "from province figures. Use province_value, province_ratio, pooled_ratio or "
                "province_per_people.",
                id=entry.id,
                kind=measure.kind,
            )
    return values, errors


def people_of_provinces(table: pd.DataFrame) -> pd.Series:
    """Return how many people the areas of each province have together, by ``province_code``.

    Parameters
    ----------
    table
        With ``province_code`` and ``population``; unknown populations count as nobody.
    """
    return table.groupby("province_code")["population"].sum().astype("float64")


class ProvinceFigures:
    """A file of province figures, asked for one variable and period at a time.

    Parameters
    ----------
    path
        A CSV table of ``variable``, ``province_code``, ``period`` and ``value``.

    Raises
    ------
    GeoError
        If it is missing or is no such table; the message names the first offending lines.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._provinces = _provinces()
        self._table = _read_figures(path, self._provinces)

    def of(self, variable: str, period: str) -> pd.Series:
        """Return the figures by ``province_code`` (all provinces), NaN where there is none.

        Raises
        ------
        GeoError
            If the file has no figure at all of this variable and period.
        """
        try:
            return self._table.loc[(variable, period)].reindex(self._provinces)
        except KeyError as cause:
            raise GeoError(
                '"{path}" has no figures of "{variable}" for {period}, which the catalogue names. '
                "Add them, or mend the catalogue.",
                path=self._path,
                variable=variable,
                period=period,
            ) from cause

    def over(self, variable: str, periods: tuple[str, ...]) -> pd.DataFrame:
        """Return provinces × periods; raises as `of` does."""
        return pd.DataFrame({period: self.of(variable, period) for period in periods})


def _provinces() -> pd.Index:
    return pd.Index(official_areas()["province_code"].unique(), name="province_code")


def _read_figures(path: Path, provinces: pd.Index) -> pd.Series:
    """Return the values, indexed by variable, period and province."""
    try:
        table = pd.read_csv(path, dtype=str, keep_default_na=False)
    except FileNotFoundError as cause:
        raise GeoError(
            'The province figures are not at "{path}". They come with the project: '
            "install it again.",
            path=path,
        ) from cause
    except (UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError) as cause:
        raise GeoError(
            '"{path}" is not a CSV table: {cause}.', path=path, cause=visible(cause)
        ) from cause
    absent = [column for column in _COLUMNS if column not in table.columns]
    if absent:
        raise GeoError(
            '"{path}" lacks the columns {absent}. It needs {needed}.',
            path=path,
            absent=", ".join(absent),
            needed=", ".join(_COLUMNS),
        )
    numbers = pd.to_numeric(table["value"], errors="coerce")
    _refuse(path, "a value that is not a number", table[~np.isfinite(numbers)])
    _refuse(path, "an unknown province", table[~table["province_code"].isin(provinces)])
    key = ["variable", "period", "province_code"]
    _refuse(path, "a figure that stands twice", table[table.duplicated(key, keep=False)])
    return pd.Series(
        numbers.to_numpy("float64"), index=pd.MultiIndex.from_frame(table[key])
    ).sort_index()


def _refuse(path: Path, problem: str, rows: pd.DataFrame) -> None:
    if len(rows):
        first = [
            # the header is line 1 of the file
            f"line {line + 2}: {visible(', '.join(row))}"
            for line, row in zip(rows.index[:3], rows[list(_COLUMNS)].to_numpy(), strict=False)
        ]
        raise GeoError(
            '"{path}" holds {problem} in {count} rows ({first}). Mend the file.',
            path=path,
            problem=problem,
            count=len(rows),
            first="; ".join(first),
        )


def _pooled(measure: PooledRatio, figures: ProvinceFigures) -> tuple[pd.Series, pd.Series]:
    """Return the pooled rate and its standard error, by province."""
    quarters = measure.spread_periods + measure.periods
    numerator = figures.over(measure.numerator, quarters)
    denominator = figures.over(measure.denominator, quarters)

    # a province that lacks one of the pooled quarters has no pooled rate
    pooled = list(measure.periods)
    rate = numerator[pooled].sum(axis="columns", skipna=False) / denominator[pooled].sum(
        axis="columns", skipna=False
    )

    # what the whole country did in a quarter is no noise of a province's survey
    known = numerator.notna() & denominator.notna()
    national = numerator.where(known).sum() / denominator.where(known).sum()
    deviation = numerator / denominator - national
    error = deviation.std(axis="columns", ddof=1) / np.sqrt(len(pooled))
    return rate * measure.scale, error.where(rate.notna()) * measure.scale

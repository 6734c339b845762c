"""`phuenthi data quality`: how far the figures of indicators can be trusted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated

import typer
from rich.table import Table

from commands.terminal import JsonOption, areas_here, escaped, out, print_json
from geo.errors import GeoError
from geo.layers.links import Status
from geo.layers.report import WORDS
from geo.layers.store import read_user_catalog
from scoring.quality import Quality, qualities, quality

_COLUMNS = (
    "indicator", "level", "period", "areas", "people", "median", "far out", "errors known",
    "between provinces",
)  # fmt: skip


def show_quality(
    id: Annotated[str | None, typer.Argument(metavar="[ID]", help="Default: all.")] = None,
    resembles: Annotated[
        str | None, typer.Option(metavar="ID", help="An indicator that it should agree with.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Tell how complete, how spread and how trustworthy indicators are."""
    if resembles is not None and id is None:
        raise GeoError("--resembles needs the ID of the indicator to hold against it.")
    areas = areas_here()
    found = qualities(areas) if id is None else (quality(areas, id, resembles),)
    if as_json:
        print_json([one.as_dict() for one in found])
        return
    _print_qualities(found)


def _print_qualities(found: Sequence[Quality]) -> None:
    """Print one line an indicator; of a single one, all there is to tell."""
    table = Table(*_COLUMNS, title="Quality", title_justify="left", pad_edge=False)
    for one in found:
        spread, far = one.distribution, one.outliers
        cells = [
            one.id,
            one.level,
            one.period,
            f"{one.share_of_areas:.1%}",
            _share(one.share_of_people),
            "" if spread is None else f"{dict(spread.percentiles)[50]:,.4g}",
            "" if far is None else f"{far.areas:,}",
            _share(one.standard_errors),
            _share(one.between_provinces),
        ]
        table.add_row(*map(escaped, cells))
    out.print(table)
    if len(found) == 1:
        for name, fact in _facts(found[0]):
            out.print(escaped(f"{name}: {fact}"), soft_wrap=True)


def _facts(one: Quality) -> Iterator[tuple[str, str]]:
    yield (
        "different figures",
        f"{one.distinct:,}, the commonest in {_share(one.commonest)} of areas",
    )
    if one.constant_within_provinces:
        yield (
            "level",
            "all areas of a province have the same figure: it is the province's, repeated",
        )
    gaps = [f"{gap.region} {gap.areas:,} ({gap.share:.0%})" for gap in one.missing if gap.areas]
    yield "missing", ", ".join(gaps) or "none"
    if one.distribution is not None:
        spread = one.distribution
        steps = ", ".join(f"{share} %: {figure:,.4g}" for share, figure in spread.percentiles)
        yield "distribution", f"{spread.min:,.4g} to {spread.max:,.4g} ({steps})"
        yield (
            "shape",
            f"skewness {spread.skewness:.2f}, excess kurtosis {spread.excess_kurtosis:.2f}",
        )
    if one.outliers is not None and one.outliers.areas:
        farthest = ", ".join(f"{code} ({figure:,.4g})" for code, figure in one.outliers.farthest)
        yield "far out", f"{one.outliers.areas:,} areas: {farthest}"
    rows = _rows_of(one.id)
    if rows:
        yield "rows", ", ".join(f"{count:,} {WORDS[status]}" for status, count in rows.items())
    if one.agreement is not None:
        for pair in (one.agreement.by_area, one.agreement.by_unit):
            if pair is not None:
                yield (
                    f"agreement with {one.agreement.with_indicator}",
                    f"Pearson {pair.pearson:.2f}, Spearman {pair.spearman:.2f} over "
                    f"{pair.units:,} of level {pair.level}",
                )


def _rows_of(id: str) -> dict[Status, int]:
    """Return what became of the rows of a layer of the user's."""
    try:
        layers = read_user_catalog().layer
    except GeoError:
        # why its layers are not among the areas was said when these were read
        return {}
    return next((layer.rows for layer in layers if layer.id == id), {})


def _share(value: float) -> str:
    return "" if value != value else f"{value:.1%}"

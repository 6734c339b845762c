"""`phuenthi data values`: an indicator's figures at any level."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import pandas as pd
import typer
from rich.table import Table

from commands.layer_options import IdArgument, LevelOption, checked
from commands.terminal import JsonOption, areas_here, err, escaped, out, print_json
from export.files import write_table
from geo.areas import Areas, Level
from geo.errors import GeoError
from geo.layers.codes import LEVELS
from geo.layers.store import read_user_catalog
from geo.levels import Quantity, at_level

_SHOWN = 20

OutOption = Annotated[
    Path | None,
    typer.Option("--out", callback=checked, metavar="FILE.csv", help="Write all of them."),
]


def values(
    id: IdArgument,
    level: LevelOption = None,
    out_file: OutOption = None,
    as_json: JsonOption = False,
) -> None:
    """Give an indicator's figures by tambon, or brought to districts or provinces."""
    areas = areas_here()
    wanted = _level(level) if level else areas.indicator(id).level
    figures = _named(areas, at_level(areas, id, wanted, _quantity(id)), wanted)
    if out_file is not None:
        write_table(out_file, figures)
        err.print(f"Written: {out_file}", soft_wrap=True)
    if as_json:
        print_json(figures.astype(object).where(figures.notna(), None).to_dict("records"))
        return
    indicator = areas.indicator(id)
    repeated = LEVELS.index(indicator.level) > LEVELS.index(wanted)
    how = f"measured by {indicator.level}" + (" and repeated" if repeated else "")
    what = f"{indicator.title_en} ({indicator.unit_en}, {indicator.period})"
    out.print(escaped(f"{what}, by {wanted}, {how}"), soft_wrap=True)
    _print(figures)


def _level(text: str) -> Level:
    for level in LEVELS:
        if text == level:
            return level
    raise GeoError(
        '--level is "{text}", allowed are tambon, district or province.', text=escaped(text)
    )


def _quantity(id: str) -> Quantity:
    """Return whether an indicator is a count: a user may have such, the catalogue has none."""
    return next((layer.quantity for layer in read_user_catalog().layer if layer.id == id), "rate")


def _named(areas: Areas, figures: pd.DataFrame, level: Level) -> pd.DataFrame:
    """Return the figures with code and names before them."""
    code = "area_code" if level == "tambon" else f"{level}_code"
    names = areas.table.reset_index().drop_duplicates(code).set_index(code)
    finer = [at for at in ("district", "province") if LEVELS.index(at) > LEVELS.index(level)]
    own = "name" if level == "tambon" else level
    frame = pd.DataFrame({code: figures.index}, index=figures.index)
    for unit in (own, *finer):
        for language in ("th", "en"):
            frame[f"{unit}_{language}"] = names[f"{unit}_{language}"].reindex(figures.index)
    return frame.join(figures).reset_index(drop=True)


def _print(figures: pd.DataFrame) -> None:
    code, name = figures.columns[:2]
    table = Table("code", "name", "figure", "standard error", "coverage", pad_edge=False)
    shown = figures.sort_values(["value", code], ascending=[False, True]).head(_SHOWN)
    for row in shown.to_dict("records"):
        numbers = [row["value"], row["standard_error"], row["coverage"]]
        cells = [row[code], row[name], *("" if n != n else f"{n:,.4g}" for n in numbers)]
        table.add_row(*map(escaped, map(str, cells)))
    out.print(table)
    if len(figures) > _SHOWN:
        out.print(f"The {_SHOWN} greatest of {len(figures):,}; --out writes all of them.")

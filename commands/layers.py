"""`phuenthi data check`, `add`, `edit` and `remove`: layers of a user's own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from commands.layer_options import (
    MEANING,
    RASTER,
    TABLE,
    CrosswalkOption,
    Decimal,
    Decimals,
    Delimiter,
    DirectionOption,
    Encoding,
    FileArgument,
    Former,
    Header,
    IdArgument,
    Keep,
    Key,
    LevelOption,
    Licence,
    Missing,
    NoFill,
    Period,
    Publication,
    PublisherEn,
    PublisherTh,
    ReportOption,
    Sheet,
    Skip,
    TitleEn,
    TitleTh,
    UnitEn,
    UnitTh,
    Where,
    Year,
    Zero,
    option,
)
from commands.saying import file_in, form_of, kind_of, meaning_of, reading_if_complete, said_in
from commands.terminal import JsonOption, areas_here, err, escaped, out, print_json
from export.files import write_match_report
from geo.errors import GeoError
from geo.layers.columns import number_columns
from geo.layers.grid import Guess
from geo.layers.making import MEGABYTES, crosswalk_of, make_layer
from geo.layers.rasters import Zonal, zonal_figures
from geo.layers.record import RasterReading, TableReading
from geo.layers.reference import reference
from geo.layers.report import MatchReport, match_report
from geo.layers.store import add_layer, change_layer, refuse_taken, remove_layer
from geo.layers.tables import match_table, years_of
from geo.paths import downloads_dir


def check(
    context: typer.Context,
    file: FileArgument,
    encoding: Encoding = None,
    delimiter: Delimiter = None,
    sheet: Sheet = None,
    header: Header = None,
    key: Key = None,
    level: LevelOption = None,
    decimal: Decimal = None,
    missing: Missing = None,
    zero: Zero = None,
    year: Year = None,
    where: Where = None,
    keep: Keep = None,
    skip: Skip = None,
    no_fill: NoFill = False,
    former: Former = None,
    crosswalk: CrosswalkOption = None,
    report_file: ReportOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say how a file would be read, and which of its rows lead to which areas."""
    said = said_in(context.params)
    if kind_of(said, file) == "raster":
        if report_file is not None:
            raise _no_rows(file)
        _describe_raster(file, as_json=as_json)
        return
    if former not in (None, "leave", "carry"):
        raise GeoError('--former is "{former}", allowed are leave and carry.', former=former)
    known = reference(areas_here(), downloads_dir())
    table = match_table(
        file,
        form_of(said),
        known,
        crosswalk=crosswalk_of(crosswalk, known),
        carry=former == "carry",
    )
    report = match_report(table, known)
    _write(report_file, report)
    columns = [table.layout.names[n] for n in number_columns(table.layout)]
    if as_json:
        print_json({**report.as_dict(), "columns_of_numbers": columns})
        return
    _print_report(report)
    _print_guesses(report.guesses)
    out.print(escaped(f"Columns of numbers: {', '.join(columns) or 'none'}"), soft_wrap=True)


def add(
    context: typer.Context,
    file: FileArgument,
    id: Annotated[str | None, option(MEANING, "Its name in scenarios.")] = None,
    about: Annotated[
        Path | None,
        option(MEANING, "A file that says what options say, by their names.", "FILE.toml"),
    ] = None,
    title_th: TitleTh = None,
    title_en: TitleEn = None,
    unit_th: UnitTh = None,
    unit_en: UnitEn = None,
    direction: DirectionOption = None,
    quantity: Annotated[
        str | None, option(MEANING, "Counts add up, rates are averaged.", "count|rate")
    ] = None,
    period: Period = None,
    publisher_th: PublisherTh = None,
    publisher_en: PublisherEn = None,
    publication: Publication = None,
    licence: Licence = None,
    decimals: Decimals = None,
    column: Annotated[str | None, option(TABLE, "Column of the figures.")] = None,
    standard_error: Annotated[
        str | None, option(TABLE, "Column of their standard errors.", None, "--se")
    ] = None,
    people: Annotated[str | None, option(TABLE, "Column of people, to weigh rows by.")] = None,
    scale: Annotated[float | None, option(TABLE, "Multiply by; 100 for shares.")] = None,
    lowest: Annotated[float | None, option(TABLE, "Least figure that can be right (0).")] = None,
    highest: Annotated[
        float | None, option(TABLE, "Greatest (100 where the unit begins with %).")
    ] = None,
    combine: Annotated[
        bool,
        typer.Option(
            "--combine", help="Bring several rows of an area together.", rich_help_panel=TABLE
        ),
    ] = False,
    measure: Annotated[
        str | None,
        option(
            TABLE,
            "Rows are points: count them, or measure the km to the nearest.",
            "count|density|per_1000|distance",
            "--points",
        ),
    ] = None,
    encoding: Encoding = None,
    delimiter: Delimiter = None,
    sheet: Sheet = None,
    header: Header = None,
    key: Key = None,
    level: LevelOption = None,
    decimal: Decimal = None,
    missing: Missing = None,
    zero: Zero = None,
    year: Year = None,
    where: Where = None,
    keep: Keep = None,
    skip: Skip = None,
    no_fill: NoFill = False,
    former: Former = None,
    crosswalk: CrosswalkOption = None,
    statistic: Annotated[
        str | None, option(RASTER, "", "mean|sum|min|max|median|quantile|share_above")
    ] = None,
    band: Annotated[int | None, option(RASTER, "Counted from 1.")] = None,
    quantile: Annotated[float | None, option(RASTER, "Which, 0 to 1.")] = None,
    threshold: Annotated[float | None, option(RASTER, "For share_above.")] = None,
    weights: Annotated[
        Path | None, option(RASTER, "Raster of counts to weigh by.", "FILE.tif")
    ] = None,
    weights_band: Annotated[int | None, option(RASTER)] = None,
    least_coverage: Annotated[
        float | None,
        option(
            RASTER,
            "Share of an area with data, below which it has no value (0.99 for sums, else 0.5).",
        ),
    ] = None,
    megabytes: Annotated[int, option(RASTER, "Memory for cells.")] = MEGABYTES,
    replace: Annotated[
        bool, typer.Option("--replace", help="Take the place of a layer with this id.")
    ] = False,
    report_file: ReportOption = None,
    as_json: JsonOption = False,
) -> None:
    """Put a file's figures on the areas, as an indicator that scenarios can use."""
    beside = ("file", "about", "megabytes", "replace", "report_file", "as_json")
    options = {name: value for name, value in context.params.items() if name not in beside}
    said = said_in(options, about)
    if isinstance(said.get("id"), str):
        refuse_taken(said["id"], replacing=replace)
    reading = reading_if_complete(said, file)
    if report_file is not None and isinstance(reading, RasterReading):
        raise _no_rows(file)
    crosswalk, weights = file_in(said, "crosswalk"), file_in(said, "weights")
    areas = areas_here()
    if "period" not in said and isinstance(reading, TableReading):
        years = years_of(file, reading, crosswalk_of(crosswalk, reference(areas)))
        if len(years) == 1:
            said["period"] = str(years[0])
    described = meaning_of(said, file, reading)
    with _bar(file.name) as progress:
        made = make_layer(
            file,
            described,
            reading,
            areas,
            downloads=downloads_dir(),
            crosswalk=crosswalk,
            weights=weights,
            most_megabytes=megabytes,
            progress=progress,
        )
    # the report first: where it cannot be written, nothing is stored
    if made.report is not None:
        _write(report_file, made.report)
    add_layer(made.layer, made.content, replacing=replace)
    if as_json:
        report = None if made.report is None else made.report.as_dict()
        print_json({"layer": made.layer.model_dump(mode="json"), "report": report})
        return
    if made.report is not None:
        _print_report(made.report)
    _print_guesses(made.figures.guesses)
    if made.layer.mean_coverage is not None:
        out.print(f"Coverage: {made.layer.mean_coverage:.1%} of an area on average")
    out.print(
        f"Added {made.layer.id}: {made.layer.areas_with_value:,} of {len(areas):,} areas have a "
        f'value, of {made.layer.period}. In a scenario: id = "{made.layer.id}"',
        soft_wrap=True,
    )


def edit(
    context: typer.Context,
    id: IdArgument,
    title_th: TitleTh = None,
    title_en: TitleEn = None,
    unit_th: UnitTh = None,
    unit_en: UnitEn = None,
    direction: DirectionOption = None,
    period: Period = None,
    publisher_th: PublisherTh = None,
    publisher_en: PublisherEn = None,
    publication: Publication = None,
    licence: Licence = None,
    decimals: Decimals = None,
) -> None:
    """Change what is said of a layer of your own; its figures stay."""
    changes = {k: v for k, v in context.params.items() if k != "id" and v is not None}
    if not changes:
        raise GeoError("Nothing was said to change. `phuenthi data edit --help` lists what can be.")
    changed = change_layer(id, changes)
    out.print(escaped(f"Changed {id}: {changed.title_th} / {changed.title_en}"), soft_wrap=True)


def remove(id: IdArgument) -> None:
    """Take a layer of your own away."""
    remove_layer(id)
    out.print(f"Removed {id}.")


def _no_rows(file: Path) -> GeoError:
    return GeoError(
        'A raster such as "{file}" has no rows to report, so --out means nothing. Leave it out.',
        file=file,
    )


def _write(place: Path | None, report: MatchReport) -> None:
    if place is not None:
        write_match_report(place, report)
        err.print(f"Written: {place}", soft_wrap=True)


def _print_report(report: MatchReport) -> None:
    for line in report.lines():
        out.print(escaped(line), soft_wrap=True)


def _print_guesses(guesses: Sequence[Guess]) -> None:
    if not guesses:
        return
    out.print("Taken for granted:")
    for guess in guesses:
        otherwise = f" [{guess.option}]" if guess.option else ""
        line = f"  {guess.what}: {guess.taken} — {guess.because}{otherwise}"
        out.print(escaped(line), soft_wrap=True)


def _describe_raster(file: Path, *, as_json: bool) -> None:
    """Say what a raster holds, and how its first band would fall on the areas."""
    areas = areas_here()
    with _bar(file.name) as progress:
        zonal = zonal_figures(areas.table.geometry, file, Zonal("mean"), progress=progress)
    band, means = zonal.about, zonal.values
    facts = {
        "crs": band.crs, "columns": band.width, "rows": band.height, "bands": band.bands,
        "type": band.type, "nodata": band.nodata, "scale": band.scale, "offset": band.offset,
        "extent": list(band.extent), "areas": len(areas), "areas_with_data": int(means.count()),
        "least_mean": float(means.min()), "greatest_mean": float(means.max()),
    }  # fmt: skip
    if as_json:
        print_json(facts)
        return
    out.print(
        f"{facts['areas_with_data']:,} of {len(areas):,} areas lie, by half or more, on cells with "
        f"data; their means in band 1 run from {means.min():,.4g} to {means.max():,.4g}",
        soft_wrap=True,
    )
    for name, fact in list(facts.items())[: list(facts).index("areas")]:
        out.print(escaped(f"{name:<10}{fact}"), soft_wrap=True)


@contextmanager
def _bar(name: str) -> Iterator[Callable[[float], None]]:
    """Show how much is done, once something says so."""
    bar = Progress(
        TextColumn("{task.description}", markup=False), BarColumn(), TimeRemainingColumn(),
        console=err, transient=True,
    )  # fmt: skip
    task = bar.add_task(name, total=1.0)
    begun = False

    def show(share: float) -> None:
        nonlocal begun
        # on what is no terminal it would leave an empty line
        if err.is_terminal:
            begun = True
            bar.start()
        bar.update(task, completed=share)

    try:
        yield show
    finally:
        if begun:
            bar.stop()

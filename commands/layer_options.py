"""Options that more than one of the commands on a user's own layers takes."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from export.files import check_place

FORM = "How the cells are found (found out and told where nothing is said)"
MEANING = "What the figures mean"
TABLE = "Tables"
RASTER = "Rasters (.tif)"


def option(panel: str, help: str = "", metavar: str | None = None, *names: str) -> object:
    """Return an option that `--help` shows in a panel."""
    return typer.Option(*names, help=help, metavar=metavar, rich_help_panel=panel)


def checked(place: Path | None) -> Path | None:
    """Refuse a place where no table can be written, before any work is done for it."""
    if place is not None:
        check_place(place)
    return place


FileArgument = Annotated[Path, typer.Argument(metavar="FILE")]
IdArgument = Annotated[str, typer.Argument(metavar="ID")]
ReportOption = Annotated[
    Path | None,
    typer.Option(
        "--out", callback=checked, metavar="FILE.csv", help="Write what became of every row."
    ),
]
Encoding = Annotated[str | None, option(FORM, "utf-8, cp874, utf-16 …")]
Delimiter = Annotated[str | None, option(FORM, "One character, or “tab”.")]
Sheet = Annotated[str | None, option(FORM, "Sheet of a workbook, layer of a GeoPackage.")]
Header = Annotated[int | None, option(FORM, "Line of the last header row, 0 for none.")]
Key = Annotated[
    str | None,
    option(
        FORM,
        "Column of codes; or of tambon, district, province; or of longitude, latitude.",
        "COLUMN[,COLUMN…]",
    ),
]
LevelOption = Annotated[str | None, option(FORM, "", "tambon|district|province", "--level")]
Decimal = Annotated[str | None, option(FORM, "Decimal sign.", "point|comma")]
Missing = Annotated[list[str] | None, option(FORM, "Further marks for “no figure”.", "MARK")]
Zero = Annotated[
    list[str] | None, option(FORM, "Marks that mean 0, such as “-” in some tables.", "MARK")
]
Keep = Annotated[list[int] | None, option(FORM, "This line holds figures after all.", "LINE")]
Skip = Annotated[list[int] | None, option(FORM, "Leave this line out.", "LINE")]
NoFill = Annotated[bool, option(FORM, "Empty cells do not mean “as above”.", None, "--no-fill")]
Year = Annotated[int | None, option(FORM, "Keep the rows of this year, of either era.")]
Where = Annotated[list[str] | None, option(FORM, "Keep only such rows.", "COLUMN=TEXT")]
Former = Annotated[
    str | None,
    option(
        TABLE,
        "Leave out rows of tambons that are no more, or carry them to their successors.",
        "leave|carry",
    ),
]
CrosswalkOption = Annotated[
    Path | None,
    option(
        TABLE,
        "Table of which units (municipalities, former tambons) lie in which tambons.",
        "FILE",
        "--crosswalk",
    ),
]
TitleTh = Annotated[str | None, option(MEANING)]
TitleEn = Annotated[str | None, option(MEANING)]
UnitTh = Annotated[str | None, option(MEANING)]
UnitEn = Annotated[str | None, option(MEANING)]
DirectionOption = Annotated[
    str | None, option(MEANING, "", "more_is_need|less_is_need", "--direction")
]
Period = Annotated[str | None, option(MEANING, "Of when, Common Era.")]
PublisherTh = Annotated[str | None, option(MEANING)]
PublisherEn = Annotated[str | None, option(MEANING)]
Publication = Annotated[str | None, option(MEANING, "Default: the file's name.")]
Licence = Annotated[str | None, option(MEANING)]
Decimals = Annotated[int | None, option(MEANING, "Figures shown behind the point.")]

"""What matching knows of a few real areas with made-up numbers of people."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd
import pytest

from geo.errors import GeoError
from geo.layers.codes import units
from geo.layers.crosswalks import Crosswalk
from geo.layers.record import About, TableReading
from geo.layers.reference import Reference
from geo.layers.tables import LayerFigures, MatchedTable, match_table, table_figures
from tests.making import make_areas

PEOPLE = {
    "104702": 700, "104703": 300,  # 104701 was divided into them
    "105002": 400, "105003": 300, "105004": 200, "105005": 100,  # and 105001 into these
    "530407": 50,  # was 530306
    "540101": 1000, "540102": 2000, "540103": 300, "540110": 4000,
}  # fmt: skip


def known(
    people: Mapping[str, float] = PEOPLE,
    *,
    municipal: Mapping[str, float] | None = None,
    of_municipality: Mapping[tuple[str, str], float] | None = None,
    before: Mapping[str, float] | None = None,
) -> Reference:
    """Return areas with so many people, so many of them in municipalities, as a `Reference`."""
    table = make_areas({"x": [0.0] * len(people)}, codes=list(people)).table
    here = pd.Series(people, dtype="float64").reindex(table.index)
    table["population"] = here.astype("Int64")
    inside = pd.Series(municipal or {}, dtype="float64").reindex(table.index)
    return Reference(
        table=table,
        codes=units(table.index),
        people=here,
        municipal=inside,
        of_municipality=dict(of_municipality or {}),
        before=dict(before or {}),
    )


def about(quantity: str = "rate", unit: str = "points") -> About:
    """Return what figures mean."""
    return About.model_validate(
        {
            "id": "made_up", "title_th": "สมมติ", "title_en": "Made up", "unit_th": unit,
            "unit_en": unit, "direction": "more_is_need", "quantity": quantity,
            "period": "2018–2024", "publisher_th": "ผู้ทดสอบ", "publisher_en": "The tests",
            "publication": "a table", "licence": "MIT",
        }
    )  # fmt: skip


def written(folder: Path, *lines: str, name: str = "table.csv") -> Path:
    """Write lines of text."""
    path = folder / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def reading(**said: object) -> TableReading:
    """Return how to read a table: the column ``value`` unless something else is said."""
    return TableReading.model_validate({"column": "value", **said})


def matched(
    path: Path,
    reference: Reference,
    *,
    crosswalk: Crosswalk | None = None,
    carry: bool = False,
    **said: object,
) -> MatchedTable:
    return match_table(path, reading(**said), reference, crosswalk=crosswalk, carry=carry)


def put(
    path: Path,
    reference: Reference,
    *,
    quantity: str = "rate",
    unit: str = "points",
    crosswalk: Crosswalk | None = None,
    carry: bool = False,
    **said: object,
) -> LayerFigures:
    """Read a table and put its figures on areas."""
    table = matched(path, reference, crosswalk=crosswalk, carry=carry, **said)
    return table_figures(table, reading(**said), about(quantity, unit), reference)


def refused(path: Path, **said: object) -> str:
    """Return why a table cannot be put on the areas of `PEOPLE`."""
    with pytest.raises(GeoError) as error:
        put(path, known(), **said)
    return str(error.value)


def statuses(table: MatchedTable) -> list[str]:
    """Return what became of the rows of data, in order."""
    return [str(s) for s in table.matching.status[table.layout.data]]


def there(figures: LayerFigures) -> dict[str, float]:
    """Return the figures of the areas that have one."""
    return {str(code): float(value) for code, value in figures.values.dropna().items()}


def taken_for(figures: LayerFigures, what: str) -> Sequence[str]:
    """Return what was taken for something that the file does not say."""
    return [guess.taken for guess in figures.guesses if guess.what == what]

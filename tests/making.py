"""Made-up areas for tests: small, plain, and the same at every call."""

from collections.abc import Mapping, Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.areas import Areas, Direction, Indicator, Level, Source
from scoring.scenario import Scenario

REGION_OF = {"1": "central", "2": "east", "3": "northeast", "5": "north", "8": "south"}

SOURCE = Source(
    id="made_up",
    title_th="ข้อมูลสมมติ",
    title_en="Made-up figures",
    publisher_th="ผู้ทดสอบ",
    publisher_en="The tests",
    publication="tests/making.py",
    period="2020",
    licence="MIT",
    sha256="0" * 64,
)


def make_indicator(
    id: str,
    direction: Direction = "more_is_need",
    level: Level = "tambon",
    unit: str = "units",
) -> Indicator:
    return Indicator(
        id=id,
        title_th=f"ตัวชี้วัด {id}",
        title_en=f"Indicator {id}",
        unit_th="หน่วย",
        unit_en=unit,
        direction=direction,
        level=level,
        period="2020",
        source=SOURCE.id,
    )


def make_areas(
    values: Mapping[str, Sequence[float | None]],
    *,
    codes: Sequence[str] | None = None,
    less_is_need: Sequence[str] = (),
    levels: Mapping[str, Level] | None = None,
    tracks: Sequence[str] | None = None,
    regions: Sequence[str] | None = None,
    names: Sequence[str] | None = None,
    points: Sequence[tuple[float, float]] | None = None,
    population: Sequence[int | None] | None = None,
    standard_errors: Mapping[str, Sequence[float | None]] | None = None,
    units: Mapping[str, str] | None = None,
) -> Areas:
    """Return areas with these figures, as squares of 0.01° in a row, each beside the next.

    Without ``codes`` they are 100101, 100102 …, all in province 10; a code's first two digits are
    its province and, without ``regions``, the first one tells the region. Without ``tracks`` all
    are rural. With ``points``, reference points as (lon, lat), the squares stand around these.
    Without ``population`` people are 1000, 1001 …; None is unknown. Standard errors are unknown
    where none are given, and figures are in "units" unless ``units`` says otherwise. Rows may come
    in any order: areas are sorted by code.
    """
    count = len(next(iter(values.values())))
    given = list(codes) if codes is not None else [f"{100100 + n}" for n in range(1, count + 1)]
    edges = 100 + np.arange(count + 1) * 0.01
    shapes = shapely.box(edges[:-1], 14, edges[1:], 14.01)
    lon, lat = shapely.get_coordinates(shapely.centroid(shapes)).T
    if points is not None:
        lon, lat = np.array(points, dtype="float64").T
        shapes = shapely.box(lon - 0.005, lat - 0.005, lon + 0.005, lat + 0.005)
    provinces = [code[:2] for code in given]
    table = gpd.GeoDataFrame(
        {
            "name_th": list(names) if names is not None else [f"ตำบล{c}" for c in given],
            "name_en": list(names) if names is not None else [f"Tambon {c}" for c in given],
            "district_code": [code[:4] for code in given],
            "district_th": [f"อำเภอ{c[:4]}" for c in given],
            "district_en": [f"District {c[:4]}" for c in given],
            "province_code": provinces,
            "province_th": [f"จังหวัด{p}" for p in provinces],
            "province_en": [f"Province {p}" for p in provinces],
            "region": list(regions)
            if regions is not None
            else [REGION_OF[p[0]] for p in provinces],
            "track": list(tracks) if tracks is not None else "rural",
            "boundary_basis": "official",
            "population_basis": "registered",
            "track_basis": "municipal_share",
            "population": pd.array(
                list(population) if population is not None else [1000 + n for n in range(count)],
                dtype="Int64",
            ),
            "households": pd.array([400] * count, dtype="Int64"),
            "area_km2": 1.2,
            "lon": lon,
            "lat": lat,
        },
        geometry=shapes,
        crs=4326,
        index=pd.Index(given, name="area_code"),
    ).sort_index()
    matrix = pd.DataFrame(values, index=pd.Index(given, name="area_code"), dtype="float64")
    matrix = matrix.sort_index()
    errors = pd.DataFrame(standard_errors or {}, index=pd.Index(given, name="area_code"))
    errors = errors.reindex(index=matrix.index, columns=matrix.columns).astype("float64")
    known = levels or {}
    return Areas(
        table=table,
        values=matrix,
        standard_errors=errors,
        indicators=tuple(
            make_indicator(
                id,
                "less_is_need" if id in less_is_need else "more_is_need",
                known.get(id, "tambon"),
                (units or {}).get(id, "units"),
            )
            for id in matrix
        ),
        sources=(SOURCE,),
    )


def make_scenario(
    pillars: Mapping[str, Mapping[str, float | None]],
    *,
    weights: Mapping[str, float | None] | None = None,
    missing: str = "renormalise",
    log: Sequence[str] = (),
    winsorise: Sequence[str] = (),
    count: int = 1,
    limits: Sequence[Mapping[str, object]] = (),
    title: str = "Made up",
    fields: Mapping[str, object] | None = None,
    of_pillars: Mapping[str, Mapping[str, object]] | None = None,
    of_indicators: Mapping[str, Mapping[str, object]] | None = None,
) -> Scenario:
    """Return a scenario from ``{pillar: {indicator: weight}}``; pillars weigh 1 unless said.

    What else there is to say of the scenario, of a pillar or of an indicator goes into ``fields``,
    ``of_pillars`` and ``of_indicators``, under the keys of TOML; a weight of None leaves it out.
    """
    given = weights or {}
    more, inside = of_pillars or {}, of_indicators or {}
    treatments = {**dict.fromkeys(log, "log"), **dict.fromkeys(winsorise, "winsorise")}
    return Scenario.model_validate(
        {
            "schema": 2,
            "id": "made-up",
            "title_th": title,
            "title_en": title,
            "seed": 0,
            "missing": missing,
            **(fields or {}),
            "pillar": [
                {
                    "id": pillar,
                    "title_th": f"ด้าน {pillar}",
                    "title_en": f"Pillar {pillar}",
                    **_weight(given.get(pillar, 1)),
                    **more.get(pillar, {}),
                    "indicator": [
                        {
                            "id": id,
                            **_weight(weight),
                            "treatment": treatments.get(id, "none"),
                            **inside.get(id, {}),
                        }
                        for id, weight in indicators.items()
                    ],
                }
                for pillar, indicators in pillars.items()
            ],
            "choose": {"count": count, "limit": [dict(limit) for limit in limits]},
        }
    )


def _weight(weight: float | None) -> dict[str, float]:
    return {} if weight is None else {"weight": weight}

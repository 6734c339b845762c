"""The official list of tambons and khwaeng with their districts, provinces and planning regions."""

from functools import cache

import geothai
import pandas as pd

from geo.catalog import catalog
from geo.errors import GeoError
from geo.paths import SHIPPED

_KHET = "เขต"


@cache
def _listed() -> pd.DataFrame:
    districts = {
        d.code: (d.name_th.removeprefix(_KHET), d.name_en)
        for p in geothai.provinces()
        for d in geothai.districts(p.code)
    }
    provinces = {p.code: (p.name_th, p.name_en) for p in geothai.provinces()}
    regions = _regions()
    rows = [
        (s.code, s.name_th, s.name_en, s.district_code, *districts[s.district_code],
         s.province_code, *provinces[s.province_code], regions[s.province_code])
        for code in districts
        for s in geothai.subdistricts(code)
    ]  # fmt: skip
    columns = ["area_code", "name_th", "name_en", "district_code", "district_th", "district_en",
               "province_code", "province_th", "province_en", "region"]  # fmt: skip
    return pd.DataFrame(rows, columns=columns).set_index("area_code").sort_index()


def official_areas() -> pd.DataFrame:
    """Return every tambon and khwaeng in force.

    Returns
    -------
    pandas.DataFrame
        Indexed by ``area_code`` (six digits as text, sorted), with ``name_th``, ``name_en``,
        ``district_code``, ``district_th``, ``district_en``, ``province_code``, ``province_th``,
        ``province_en`` and ``region``, one of `geo.areas.REGIONS`. Names carry no prefix.

    Raises
    ------
    GeoError
        If a province has no planning region.
    """
    return _listed().copy()


def _regions() -> dict[str, str]:
    path = SHIPPED / str(catalog().with_role("regions").file)
    table = pd.read_csv(path, dtype=str)
    regions = dict(zip(table["province_code"], table["region"], strict=True))
    absent = sorted({p.code for p in geothai.provinces()} - set(regions))
    if absent:
        raise GeoError(
            '"{path}" gives no planning region to the provinces {codes}. Add a line for each.',
            path=path,
            codes=", ".join(absent),
        )
    return regions

"""Say which areas are in use, run every benchmark and print its table."""

from rich.console import Console

from benchmarks import (
    choosing,
    dispersion,
    hotspots,
    map_rerun,
    matched,
    matching,
    scoring,
    types,
    uncertainty,
    zonal,
)
from geo.paths import areas_in_use, built_areas

if __name__ == "__main__":
    path = areas_in_use()
    kind = "built" if path == built_areas() else "starter (approximate)"
    Console(highlight=False).print(f"Areas in use: {kind}, {path}", markup=False, soft_wrap=True)
    matching.run()
    zonal.run()
    scoring.run()
    choosing.run()
    uncertainty.run()
    types.run()
    hotspots.run()
    matched.run()
    dispersion.run()
    map_rerun.run()

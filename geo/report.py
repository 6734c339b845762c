"""What `phuenthi data build` did, in figures."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from geo.codes import named


@dataclass(frozen=True)
class BuildReport:
    """Counts of what went into the areas, and of what is wrong or missing in them."""

    areas: int
    people: int
    """Persons registered in all areas together."""
    households: int
    """Houses registered in all areas together."""
    urban: int
    rural: int
    matched: int
    """Units of the map whose code is in force."""
    renamed: dict[str, str]
    """Code of a unit → its code now."""
    parts: dict[str, tuple[str, ...]]
    """Code of a unit without a boundary of its parts → codes of the areas that share it."""
    repaired: tuple[str, ...]
    """Units whose polygon crossed itself and was mended."""
    invalid: int
    gaps: int
    overlaps: int
    unknown_codes: dict[str, tuple[str, ...]]
    """Dataset → its codes that are not in force."""
    without_value: dict[str, tuple[str, ...]]
    """Indicator → codes of the areas that have no figure."""
    changed_files: tuple[str, ...]
    """Datasets whose file is not the one that the catalogue describes."""

    def lines(self) -> list[str]:
        """Return the report in plain English; the first line says the most important."""
        shared = sum(map(len, self.parts.values()))
        found = [
            f"{self.areas:,} areas, {self.people:,} people, {self.invalid} invalid, "
            f"{self.gaps} gaps, {self.overlaps} overlaps",
            f"{self.households:,} houses; {self.urban:,} urban and {self.rural:,} rural areas",
            f"{self.matched:,} boundaries have the code of today, {len(self.renamed)} a former "
            f"one{_after(f'{old} is now {new}' for old, new in self.renamed.items())}",
            f"{shared} areas share the boundaries of {len(self.parts)} former ones, cut "
            f"approximately{_after(f'{u} into {len(c)}' for u, c in self.parts.items())}",
        ]
        if self.repaired:
            found.append(f"{len(self.repaired)} boundaries mended{_after(self.repaired)}")
        found += [
            f"{dataset}: {len(codes)} codes are not in force{_after(codes)}"
            for dataset, codes in self.unknown_codes.items()
            if codes
        ]
        found += [
            f"{indicator}: {len(codes):,} areas without a figure{_after(codes)}"
            for indicator, codes in self.without_value.items()
            if codes
        ]
        found += [
            f"{dataset}: the file is not the one that the catalogue describes"
            for dataset in self.changed_files
        ]
        return found

    def as_dict(self) -> dict[str, Any]:
        """Return the report as what JSON can hold."""
        return asdict(self)

    @classmethod
    def from_dict(cls, figures: dict[str, Any]) -> BuildReport:
        """Return the report of which `as_dict` gave these figures, before or after JSON.

        Raises
        ------
        TypeError
            If they are not those of a report.
        """

        def immutable(value: Any) -> Any:
            if isinstance(value, dict):
                return {key: immutable(item) for key, item in value.items()}
            return tuple(value) if isinstance(value, list | tuple) else value

        return cls(**immutable(figures))


def _after(items: Iterable[str]) -> str:
    listed = named(items)
    return f" ({listed})" if listed else ""

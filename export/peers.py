"""Look-alikes as tables, and what their notes say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from export.csv import level_column, place_columns
from export.figures import rounded
from export.notes import Finding
from scoring.peers import Distance, Peer, Space


@dataclass(frozen=True)
class Look:
    """How look-alikes were looked for.

    Parameters
    ----------
    by
        The distance.
    elsewhere, own_figures, not_chosen
        Whether only other provinces, figures measured by tambon, and areas off the list counted.
    """

    by: Distance
    elsewhere: bool
    own_figures: bool
    not_chosen: bool

    @property
    def options(self) -> str:
        """What asks for the same again."""
        said = {
            "--elsewhere": self.elsewhere,
            "--own-figures": self.own_figures,
            "--not-chosen": self.not_chosen,
        }
        return " ".join([f"--by {self.by}", *(option for option, on in said.items() if on)])


def peers_table(among: Space, alike: Sequence[Peer]) -> pd.DataFrame:
    """Return one row for each look-alike, nearest first.

    Returns
    -------
    pandas.DataFrame
        The columns that say which area it is, ``distance``, ``share_of_areas_as_near``, and for
        each indicator ``<id>`` as published, ``<id>_level``, ``<id>_difference`` (standard
        deviations above the area asked for).
    """
    codes = [peer.code for peer in alike]
    frame = place_columns(among.features.areas).loc[codes]
    frame["distance"] = [peer.distance for peer in alike]
    frame["share_of_areas_as_near"] = [peer.nearer for peer in alike]
    figures, apart = (
        pd.DataFrame({peer.code: peer.figures[name] for peer in alike}).T
        for name in ("peer", "difference")
    )
    for indicator in among.features.indicators:
        own = figures[indicator.id]
        frame[indicator.id] = own
        frame[f"{indicator.id}_level"] = level_column(own, indicator)
        frame[f"{indicator.id}_difference"] = apart[indicator.id]
    return frame


def peers_finding(
    among: Space, code: str, alike: Sequence[Peer], count: int, look: Look
) -> Finding:
    """Return what notes say of an area's look-alikes."""
    about: dict[str, Any] = _about(among, look) | {
        "area": code,
        "peers": [
            {
                "area_code": peer.code,
                "distance": rounded(peer.distance),
                "shares": list(peer.shares),
                "differs": list(peer.differs),
                "unknown": list(peer.unknown),
                "alike_because_of_the_same_source": list(peer.by_source),
            }
            for peer in alike
        ],
    }
    command = f"peers {code} --scenario FILE --count {count} {look.options}"
    return Finding("look_alikes", about, command)


def nearest_table(among: Space, nearest: Mapping[str, tuple[str, float]]) -> pd.DataFrame:
    """Return one row for each site: which it is, its most alike area, and how far it is."""
    places = place_columns(among.features.areas)
    sites = places.loc[list(nearest)].reset_index(drop=True)
    others = places.loc[[other for other, _ in nearest.values()]].reset_index(drop=True)
    frame = sites.join(others.add_prefix("like_"))
    score, rank = among.features.scores.score, among.features.scores.rank
    alike = [other for other, _ in nearest.values()]
    return frame.assign(
        score=score[list(nearest)].array,
        like_score=score[alike].array,
        rank=rank[list(nearest)].array,
        like_rank=rank[alike].array,
        distance=[distance for _, distance in nearest.values()],
    )


def nearest_finding(among: Space, nearest: Mapping[str, tuple[str, float]], look: Look) -> Finding:
    """Return what notes say of the sites' look-alikes."""
    about: dict[str, Any] = _about(among, look) | {
        "site": [
            {"area_code": code, "most_like_it": other, "distance": rounded(distance)}
            for code, (other, distance) in nearest.items()
        ]
    }
    return Finding("look_alikes", about, f"peers --scenario FILE {look.options}")


def _about(among: Space, look: Look) -> dict[str, Any]:
    return {
        "distance": look.by,
        "only_other_provinces": look.elsewhere,
        "figures": {i.id: i.level for i in among.features.indicators},
    }

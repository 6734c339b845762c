"""How sure each area's rank and place are, as a table and its notes."""

from __future__ import annotations

from typing import Any

import pandas as pd

from export.csv import place_columns
from export.figures import rounded
from export.notes import Finding, known
from geo.areas import Areas
from scoring.scores import Scores
from scoring.uncertainty import Stability


def stability_table(areas: Areas, scores: Scores, stability: Stability) -> pd.DataFrame:
    """Return one row for each area, in order of code.

    Returns
    -------
    pandas.DataFrame
        The columns that say which area it is, as in a list, then ``score``, ``rank`` as stated,
        ``rank_low``, ``rank_median`` and ``rank_high`` (5, 50 and 95 % of the draws), ``p_top`` and
        ``p_chosen`` (0-1, of being among the highest scores, and on the best list under the rules),
        ``chosen`` (on the stated list) and ``standing``. Unknown is missing.
    """
    own = stability.areas
    frame = place_columns(areas).assign(score=scores.score)
    frame["rank"] = own["rank"]
    for name in ("rank_low", "rank_median", "rank_high"):
        # with very many areas it can be the middle of a few ranks
        whole = bool((own[name].dropna() % 1 == 0).all())
        frame[name] = own[name].astype("Int64") if whole else own[name]
    return frame.assign(**own[["p_top", "p_chosen", "chosen", "standing"]])


def stability_finding(found: Stability) -> Finding:
    """Return what ranks and probabilities rest on, and what they say of the list as a whole."""
    about: dict[str, Any] = {
        "stated_list_is_proven": found.list_proven,
        "draws": found.draws,
        "largest_standard_error_of_p_top": rounded(found.error),
        "lists": found.lists,
        "draws_without_list": found.lists_without,
        "lists_not_proven": found.lists_unproven,
        "steps_that_the_time_limit_cut_short": list(found.cut_short),
        "seed": found.seed,
        "open": dict(found.opened),
        "said_by_the_scenario": found.stated_open,
        "indicators_without_standard_error": list(found.without_errors),
        "mean_shift_of_rank": rounded(found.shift),
        "mean_share_of_the_highest_scores_that_stay": rounded(found.top_overlap),
        "sites": found.standing_of_chosen(),
        "areas_that_could_be_on_the_list": found.possible,
        "on_95_percent_of_the_lists": list(found.core),
        "consensus_list": list(found.consensus),
        "sites_that_stay_if_it_alone_is_open": {k: rounded(v) for k, v in found.alone.items()},
        "index": [
            {
                "of": of,
                "source": str(source),
                "first": rounded(row["first"]),
                "total": rounded(row["total"]),
            }
            for of, frame in found.indices.items()
            for source, row in frame.iterrows()
        ],
        "without_indicator": [
            {
                "indicator": one.indicator,
                "list_proven": one.proven,
                **known(mean_shift_of_rank=one.shift),
                # without a list, or a score, nobody leaves it and nobody enters
                **({} if one.left is None else {"left": list(one.left)}),
                **({} if one.entered is None else {"entered": list(one.entered)}),
            }
            for one in found.left_out
        ],
        "remarks": [str(remark) for remark in found.remarks],
    }
    if found.lists:
        about |= known(
            largest_standard_error_of_p_chosen=found.lists_error,
            sites_that_stay_if_nothing_is_open=found.with_nothing_open,
            sites_that_two_lists_share_on_average=found.expected_overlap,
        )
    asked = f"--draws {found.draws} --lists {found.lists_tried} --error 0"
    return Finding("uncertainty", about, f"uncertainty --scenario FILE {asked}")

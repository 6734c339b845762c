"""What changes from one score of the same areas to another."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import rankdata

from geo.errors import ScoringError
from scoring.scores import Scores

_FEWEST = 3
"""Areas below which a correlation says nothing: two are always on one line."""


@dataclass(frozen=True, eq=False)
class Comparison:
    """Two scores of the same areas, side by side.

    The top of a score is its areas up to ``count``, the highest rank first and, where ranks are
    equal, the lowest area code: at a tie on the border the code decides, which is no reason to help
    one area rather than another. No rules of a choice enter.

    Parameters
    ----------
    ranks
        On the areas' index: ``rank_first`` and ``rank_second`` (``Int64``), each among all areas
        that have that score; ``change``, the places that an area moves up from the first to the
        second (below 0: down), ranked among the areas that have both, so that nobody moves because
        others are left out; and ``score_first`` and ``score_second``. Missing where there is none.
    entered
        Codes in the top of the second only, sorted.
    left
        Codes in the top of the first only, sorted.
    stayed
        Codes in the top of both, sorted.
    stayed_in_common
        Codes in both tops where only areas are ranked that both score, sorted.
    overlap
        How many stayed as a share of the longer top, which has ``count`` areas if that many have a
        score; NaN where both are empty.
    jaccard
        How many stayed as a share of those in either top; NaN where both are empty.
    spearman
        Rank correlation over the areas that have both scores, -1 to 1; NaN with fewer than three,
        or where all share one rank.
    mean_shift
        Mean of the changes in size, in places, over the areas that have both scores; NaN without.
    largest_shift
        The largest of these changes in size; NaN without.
    only_first
        Codes that only the first scores, sorted.
    only_second
        Codes that only the second scores, sorted.

    References
    ----------
    Saisana, M., Saltelli, A. and Tarantola, S. (2005), Uncertainty and sensitivity analysis
    techniques as tools for the quality assessment of composite indicators. Journal of the Royal
    Statistical Society A 168(2), 307-323: the mean shift in rank; Jaccard, P. (1912), The
    distribution of the flora in the alpine zone. New Phytologist 11(2), 37-50.
    """

    ranks: pd.DataFrame
    entered: tuple[str, ...]
    left: tuple[str, ...]
    stayed: tuple[str, ...]
    stayed_in_common: tuple[str, ...]
    overlap: float
    jaccard: float
    spearman: float
    mean_shift: float
    largest_shift: float
    only_first: tuple[str, ...]
    only_second: tuple[str, ...]


def compare(first: Scores, second: Scores, count: int) -> Comparison:
    """Compare two scores of the same areas.

    Parameters
    ----------
    first, second
        Of these, only ``score`` and ``rank`` are looked at.
    count
        How many areas the top has, 1 or more.

    Raises
    ------
    ScoringError
        If the two are not scores of the same areas, or if count is below 1.
    """
    if count < 1:
        raise ScoringError(
            "Lists of {count} areas cannot be compared. Compare lists of 1 area or more.",
            count=count,
        )
    _same_areas(first.score.index, second.score.index)
    codes = first.score.index
    ranks = pd.DataFrame(
        {
            "rank_first": first.rank,
            "rank_second": second.rank.reindex(codes),
            "score_first": first.score,
            "score_second": second.score.reindex(codes),
        }
    )
    ranks.insert(2, "change", _change(ranks))
    top_first, top_second = _top(ranks["rank_first"], count), _top(ranks["rank_second"], count)
    stayed, either = top_first & top_second, top_first | top_second
    in_first = ranks["rank_first"].notna()
    in_second = ranks["rank_second"].notna()
    both = ranks[in_first & in_second]
    shifts = both["change"].abs().to_numpy("float64")
    return Comparison(
        ranks=ranks,
        entered=tuple(sorted(top_second - top_first)),
        left=tuple(sorted(top_first - top_second)),
        stayed=tuple(sorted(stayed)),
        stayed_in_common=tuple(
            sorted(_top(both["rank_first"], count) & _top(both["rank_second"], count))
        ),
        overlap=_share(len(stayed), max(len(top_first), len(top_second))),
        jaccard=_share(len(stayed), len(either)),
        spearman=_spearman(both),
        mean_shift=float(shifts.mean()) if len(shifts) else float("nan"),
        largest_shift=float(shifts.max()) if len(shifts) else float("nan"),
        only_first=tuple(sorted(codes[in_first & ~in_second])),
        only_second=tuple(sorted(codes[in_second & ~in_first])),
    )


def _same_areas(first: pd.Index, second: pd.Index) -> None:
    only_first, only_second = first.difference(second), second.difference(first)
    if len(only_first) or len(only_second):
        raise ScoringError(
            "Only scores of the same areas can be compared, but {only_first} areas are in the "
            "first alone and {only_second} in the second alone ({codes}). Make both scores from "
            "the same areas.",
            only_first=len(only_first),
            only_second=len(only_second),
            codes=", ".join([*only_first[:3], *only_second[:3]]),
        )


def _change(ranks: pd.DataFrame) -> pd.Series[int]:
    both = ranks[["rank_first", "rank_second"]].dropna()
    among = both.rank(method="min")
    return (among["rank_first"] - among["rank_second"]).astype("Int64").reindex(ranks.index)


def _top(ranks: pd.Series[int], count: int) -> set[str]:
    # whoever is in the top has a rank of count or better, so few need sorting
    among = ranks.rank(method="min")
    near = among[(among <= count).fillna(False).to_numpy("bool")]
    ordered = sorted(zip(near, near.index, strict=True))
    return {str(code) for _, code in ordered[:count]}


def _spearman(both: pd.DataFrame) -> float:
    if len(both) < _FEWEST:
        return float("nan")
    # ranks among these areas alone; those that tie share the middle of their ranks
    one = rankdata(both["rank_first"].to_numpy("float64"))
    two = rankdata(both["rank_second"].to_numpy("float64"))
    if one.min() == one.max() or two.min() == two.max():
        return float("nan")
    return float(np.corrcoef(one, two)[0, 1])


def _share(part: int, whole: int) -> float:
    return part / whole if whole else float("nan")

"""Comparison areas, printed for people."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd
from rich.table import Table

from commands.printed import say, show
from commands.scored import Scored
from commands.terminal import escaped
from export.matching import matching_table
from scoring.choose.words import area_name, counted
from scoring.matching import Matching
from scoring.matching.balance import FAR, MOST_RATIO, POPULATION, WELL
from scoring.matching.match import Binding
from scoring.matching.power import ALPHA, POWER
from scoring.scores import SCORE

_SHARE = 0.3
_NAMED = 12
"""Of more sites the first so many are named."""
_MEANS = {
    "before": "all others", "sites": "sites", "matched": "sites with a match", "after": "compared",
}  # fmt: skip
_VERDICTS = {"well": "well", "fair": "fair", "far": "TOO FAR", "unknown": "–"}


def print_matching(
    found: Scored, matching: Matching, balanced: pd.DataFrame, power: pd.DataFrame, *, proven: bool
) -> None:
    """Print who is compared with whom, how alike they are, and what can be shown by it."""
    _say_matched(matching)
    if not proven:
        say("The list of sites is not proven best; --time-limit gives it longer.")
    _say_lacking(found, matching)
    if not matching.matched:
        return
    _say_worth(matching)
    every = len(matching.matched) == len(matching.sites)
    _print_balance(found, balanced, every=every)
    _say_provinces(matching)
    _print_matches(found, matching)
    _print_power(matching, power)


def _say_matched(matching: Matching) -> None:
    design, sites = matching.design, matching.sites
    full = sum(len(site.comparisons) == design.count for site in sites)
    own = "a comparison area" if design.count == 1 else f"{design.count} comparison areas"
    said = f"{full} of {counted(len(sites), 'site')} have {own} of their own"
    fewer = len(matching.matched) - full
    if fewer:
        said += f", {fewer} have fewer"
    if len(matching.matched) < len(sites):
        said += f", {len(sites) - len(matching.matched)} have none"
    terms = [f"in the same {_common(matching)}"] if design.within else []
    if design.km:
        terms.append(f"touching no site, {design.km:g} km or more from each by reference points")
    terms += [
        f"within {most:g} standard deviations in {name}" for name, most in design.calipers.items()
    ]
    if terms:
        said += f": {', '.join(terms)}"
    say(f"{said}. {counted(len(matching.comparisons), 'comparison area')} in all, none used twice.")
    if matching.locked_out:
        codes = ", ".join(matching.locked_out[:_NAMED])
        more = " …" if len(matching.locked_out) > _NAMED else ""
        say(
            "Locked out by the scenario, and so compared with nobody, for something else may go on "
            f"there: {codes}{more}."
        )


def _common(matching: Matching) -> str:
    return " and ".join(matching.design.within)


def _say_lacking(found: Scored, matching: Matching) -> None:
    design = matching.design
    others = f"others in the same {_common(matching)}" if design.within else "others with a score"
    reasons: dict[Binding, str] = {
        "stratum": f"too few {others}",
        "near": f"too few {others} that touch no site, {design.km:g} km or more from each",
        "caliper": "too few of those far enough away that are within the caliper",
        "taken": "other sites have the areas that would fit",
    }
    for none in (True, False):
        for why, said in reasons.items():
            codes = [
                site.code
                for site in matching.sites
                if site.binding(design.count) == why and (not site.comparisons) == none
            ]
            if codes:
                lacks = "Without a comparison area" if none else "With fewer than wanted"
                say(f"{lacks} ({said}): {_names(codes, found)}.")


def _names(codes: Sequence[str], found: Scored) -> str:
    names = [area_name(code, found.areas) for code in codes]
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {more} more" if more > 0 else "")


def _say_worth(matching: Matching) -> None:
    made = sum(len(site.comparisons) for site in matching.sites)
    said = (
        f"No other way of matching as many, as evenly, has a smaller total distance: "
        f"{matching.total:,.2f}. Taking for each site in its turn the nearest area still free "
    )
    if len(matching.greedy) < made:
        said += f"gives {counted(len(matching.greedy), 'pair')} of {made}."
    else:
        said += f"gives {matching.greedy_total:,.2f}."
    say(said)


def _print_balance(found: Scored, balanced: pd.DataFrame, *, every: bool) -> None:
    far = [name for name in map(str, balanced.index) if balanced["verdict"][name] == "far"]
    well = int((balanced["verdict"] == "well").sum())
    said = (
        f"{well} of {counted(len(balanced), 'covariate')} are well balanced (sites and comparison "
        f"areas differ by {WELL:g} standard deviations of the sites or less, and the variance of "
        f"neither is more than {MOST_RATIO:g} times the other's)"
    )
    if far:
        titles = ", ".join(_title(name, found) for name in far)
        said += (
            f"; too far apart (more than {FAR:g}): {titles}. A comparison must adjust for "
            f"{'this' if len(far) == 1 else 'these'}, or leave out sites by a --caliper"
        )
    say(f"{said}.")
    if SCORE in far:
        say(
            "Sites are those with the most need, so what is left to compare with has less of it: "
            "the score is where that shows."
        )
    # where every site has a match, the sites after matching are the sites
    shown = ("before", "sites", "after") if every else ("before", "sites", "matched", "after")
    table = Table("", "figures of", *(_MEANS[of] for of in shown), "difference", "variance ratio",
                  "balance",
                  title="Before matching → after, by the greatest difference before",
                  title_justify="left", pad_edge=False)  # fmt: skip
    for name, row in balanced.iterrows():
        title = _title(str(name), found) + ("" if row["matched_on"] else " *")
        means = (_figure(str(name), float(row[of]), found) for of in shown)
        table.add_row(
            escaped(title),
            row["level"] or "–",
            *means,
            _to(row, "difference", "+.2f"),
            _to(row, "ratio", ".2f"),
            _VERDICTS[row["verdict"]],
        )
    show(table, wide=True)
    say(
        "Differences are in standard deviations of all sites: before, all sites less all others; "
        "after, those with a match less what they are compared with. * Not matched on."
    )


def _to(row: pd.Series, of: str, form: str) -> str:
    before, after = (float(row[f"{of}_{when}"]) for when in ("before", "after"))
    return " → ".join(
        "–" if math.isnan(n) else "∞" if math.isinf(n) else format(n, form) for n in (before, after)
    )


def _title(name: str, found: Scored) -> str:
    if name in (SCORE, POPULATION):
        return name.capitalize()
    return found.areas.indicator(name).title_en


def _figure(name: str, value: float, found: Scored) -> str:
    if math.isnan(value):
        return "–"
    decimals = {SCORE: 2, POPULATION: 0}.get(name)
    decimals = found.areas.indicator(name).decimals if decimals is None else decimals
    return f"{value:,.{decimals}f}"


def _say_provinces(matching: Matching) -> None:
    features = matching.features
    known = int(features.by_province.sum())
    if not known:
        return
    made = sum(len(site.comparisons) for site in matching.sites)
    say(
        f"Careful: {known} of the {counted(len(features.indicators), 'indicator')} matched on "
        f"{'is' if known == 1 else 'are'} known only by province. There, areas of one province are "
        f"alike by construction ({matching.in_one_province} of {counted(made, 'pair')} are of one "
        "province), and of two provinces it is the provinces that are compared."
    )


def _print_matches(found: Scored, matching: Matching) -> None:
    table = Table("site", "tambon", "province", "score", "compared with", "tambon", "province",
                  "score", "distance", "km", title="Sites and their comparison areas",
                  title_justify="left", pad_edge=False)  # fmt: skip
    kms = iter(matching_table(matching)["km_to_site"])
    names = found.areas.table[["name_th", "province_th"]]
    score = found.scores.score
    for site in matching.matched:
        for code, distance in zip(site.comparisons, site.distances, strict=True):
            cells = [site.code, *names.loc[site.code], f"{score[site.code]:.2f}"]
            cells += [code, *names.loc[code], f"{score[code]:.2f}", f"{distance:.2f}"]
            cells.append(f"{next(kms):,.0f}")
            table.add_row(*map(escaped, cells))
    show(table, wide=True)
    far, code, other = max(
        (distance, site.code, code)
        for site in matching.matched
        for code, distance in zip(site.comparisons, site.distances, strict=True)
    )
    say(
        f"Distance is Mahalanobis's, in standard deviations, what two figures say alike counted "
        f"once; the least alike pair is {code} and {other}, {far:.2f} apart."
    )


def _print_power(matching: Matching, power: pd.DataFrame) -> None:
    sites = len(matching.matched)
    people = list(power["people"].unique())
    correlations = list(power["correlation"].unique())
    if power["found"].isna().all():
        say("There are too few areas to say how small an effect they could show.")
        return
    table = Table("intra-cluster correlation", *(f"{many:,.0f} people" for many in people),
                  title="The smallest effect that would be seen, in standard deviations",
                  title_justify="left", pad_edge=False)  # fmt: skip
    by = power.set_index(["correlation", "people"])["found"]
    for one in correlations:
        table.add_row(f"{one:g}", *(f"{by[one, many]:.2f}" for many in people))
    show(table)
    many = people[len(people) // 2]
    ends = " to ".join(
        f"{by[one, many]:.2f} (at a correlation of {one:g})"
        for one in dict.fromkeys([min(correlations), max(correlations)])
    )
    said = (
        f"With {counted(sites, 'site')} of {many:,.0f} people and {_telling(matching)}, an effect "
        f"of {ends} standard deviations is found in {POWER:.0%} of such evaluations (two-sided "
        f"test at {ALPHA:.0%}), a larger one more often, and one of seven tenths of it in about "
        "half."
    )
    asked = power[power["people"] == many]
    planned = asked["planned"]
    if not np.allclose(planned, asked["found"]):
        wanted = len(matching.sites)
        said += (
            f" With all {wanted} sites and {wanted * matching.design.count} comparison areas: "
            f"{planned.min():.2f} to {planned.max():.2f}."
        )
    say(
        f"{said} That is for areas drawn by lot and compared as they are. Figures from before "
        "(--explained) and pairs that are alike find smaller effects; but what nobody measured, "
        "and lots would have made even, can hide an effect or feign one."
    )
    middle = float(by[correlations[len(correlations) // 2], many])
    say(
        f"Of a share of people near {_SHARE:.0%}, such as those who find work, {middle:.2f} "
        f"standard deviations are {100 * middle * math.sqrt(_SHARE * (1 - _SHARE)):.0f} percentage "
        "points."
    )


def _telling(matching: Matching) -> str:
    made = len(matching.comparisons)
    said = "as many comparison areas" if made == len(matching.matched) else f"{made} of the others"
    if round(matching.effective) < made:
        said += f" (unevenly spread, they tell as much as {matching.effective:.0f})"
    return said

"""What `choose` and `explain` print for people: rules and groups by name, numbers to be read."""

import json
import re
import tomllib
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len
from typer.testing import Result

import cli
from geo.areas import read_areas
from geo.paths import starter_areas

Run = Callable[..., Result]
Refused = Callable[..., str]

EVERY_RULE = Path(__file__).resolve().parents[2] / "data/scenarios/examples/every-rule.toml"


@pytest.fixture
def printed(run: Run) -> str:
    return run("choose", "--scenario", EVERY_RULE).stdout


@pytest.fixture
def in_json(run: Run) -> dict[str, Any]:
    return json.loads(run("choose", "--scenario", EVERY_RULE, "--json").stdout)


def table(printed: str, title: str) -> list[list[str]]:
    """The cells of a table, row by row; a row begins where its second cell has something."""
    block = printed[printed.index(f"\n{title} ") :].split("└")[0]
    rows: list[list[str]] = []
    for line in block.splitlines():
        if not line.startswith("│"):
            continue
        cells = [cell.strip() for cell in line.strip("│").split("│")]
        if cells[1]:
            rows.append(cells)
        else:
            both = zip(rows[-1], cells, strict=True)
            rows[-1] = [f"{above} {own}".strip() for above, own in both]
    return rows


def named(province: str) -> str:
    areas = read_areas(starter_areas()).table
    name = areas.loc[areas["province_code"] == province, "province_th"].iloc[0]
    return f"{name} ({province})"


def on_one_line(said: str) -> str:
    return " ".join(said.split())


def test_each_rule_has_one_row_whatever_number_of_groups_it_has(
    printed: str, in_json: dict[str, Any]
) -> None:
    groups = defaultdict(list)
    for rule in in_json["rules"]:
        groups[rule["field"]].append(rule)
    rows = table(printed, "Rules")
    assert len(rows) == len(groups) - 1  # all but the count
    (row,) = [row for row in rows if row[0] == "at most 2 in each province"]
    own = groups["choose.limit.1"]
    bound = [rule["groups"][0] for rule in own if rule["binding"]]
    assert row[2].startswith(f"{len(bound)} of {len(own)}: {named(bound[0])}, ")
    assert row[2].endswith(f"{named(bound[2])} and {len(bound) - 3} more")
    most = max(own, key=lambda rule: rule["plain_top_has"])
    assert f"– {named(most['groups'][0])} {most['plain_top_has']:.0f}" in row[3]


def test_of_a_rule_with_two_bounds_the_one_that_is_met_is_told(
    printed: str, in_json: dict[str, Any]
) -> None:
    rows = {row[0]: row for row in table(printed, "Rules")}
    row = rows["at least 4 and at most 15 in each region"]
    own = [rule for rule in in_json["rules"] if rule["field"] == "choose.limit.2"]
    has = {rule["groups"][0]: rule["list_has"] for rule in own}
    for bound, words in ((4, "at least 4 in "), (15, "at most 15 in ")):
        at = [group for group, number in has.items() if number == bound]
        assert (f"{words}{at[0]}" in row[2]) if at else (words not in row[2])


def test_numbers_have_the_digits_that_they_can_bear(printed: str, in_json: dict[str, Any]) -> None:
    assert not re.search(r"\d\.\d{3}", printed)
    rows = {row[0]: row for row in table(printed, "Rules")}
    found = {rule["field"]: rule for rule in in_json["rules"]}
    assert rows["at least 6,000 of target poor in all"][1] == (
        f"{found['choose.total.2']['list_has']:,.0f}"
    )
    assert rows["a cost of at most 80,000,000"][1] == f"{found['choose.cost']['list_has']:,.0f}"
    km = found["choose.min_distance_km"]
    assert rows["at least 20 km between any two"][1] == f"{km['list_has']:.1f} km"
    assert rows["at least 20 km between any two"][3] == f"{km['plain_top_has']:.1f} km, breaks it"


def test_rules_that_simpler_ways_break_are_told_in_words(
    printed: str, in_json: dict[str, Any]
) -> None:
    assert "choose." not in printed
    lines = printed[printed.index("\nSimpler: the 50 highest scores") :]
    said = on_one_line(lines)
    broken = in_json["plain_top"]["breaks"]
    assert f"breaks {len({one['field'] for one in broken})} rules:" in said
    near = [one["found"] for one in broken if one["kind"] == "too_near"]
    assert f"at least 20 km between any two: {len(near)} pairs nearer" in said
    assert f"the nearest {min(near):.1f} km apart" in said
    meeting = sum(one["kind"] == "neighbours" for one in broken)
    assert f"no two neighbours: {meeting} pairs with a common boundary" in said
    for one in broken:
        if one["field"] == "choose.limit.3":
            assert f"at least 10 in track urban: it has {one['found']}" in said
    assert re.search(r"961101 \S+ locked in \(.+\): not among them", said)
    assert re.search(r"580109 \S+ locked out \(.+\): among them", said)


def test_a_lock_is_told_with_its_reason(printed: str) -> None:
    with EVERY_RULE.open("rb") as file:
        choose = tomllib.load(file)["choose"]
    rows = [row[0] for row in table(printed, "Rules")]
    for kind, words in (("locked_in", "locked in"), ("locked_out", "locked out")):
        for lock in choose[kind]:
            (own,) = [row for row in rows if row.startswith(lock["area"])]
            assert own.endswith(f"{words} ({lock['because']})")


def test_a_site_that_is_locked_in_has_no_price(run: Run) -> None:
    said = run("choose", "--scenario", EVERY_RULE, "--sites").stdout
    (own,) = [row for row in table(said, "What a site is worth") if row[1].startswith("961101")]
    assert own[4:6] == ["locked in", ""]


def test_areas_that_just_missed_are_told_with_what_they_would_cost(
    printed: str, in_json: dict[str, Any], run: Run
) -> None:
    said = on_one_line(printed)
    near = in_json["just_missed"]
    assert len(near) == 3
    for miss in near:
        assert not set(miss["codes"]) & set(in_json["codes"])
        best = miss["best_list_with_it"]
        named = ", ".join(
            rf"{code} \S+ \(rank {rank}\)"
            for code, rank in zip(miss["codes"], miss["ranks"], strict=True)
        )
        assert re.search(rf"{named},.* in exchange for {best['leave'][0]} ", said)
        assert f"the list would lose {best['cost']:.2f}." in said
    costs = [miss["best_list_with_it"]["cost"] for miss in near]
    assert costs == sorted(costs)
    # and it is what the area is told itself
    told = run("explain", near[0]["codes"][0], "--scenario", EVERY_RULE, "--json").stdout
    assert json.loads(told)[0]["best_list_with_it"]["cost"] == pytest.approx(costs[0], abs=1e-6)


def test_a_field_stands_beside_words_that_two_rules_share(run: Run, tmp_path: Path) -> None:
    text = EVERY_RULE.read_text(encoding="utf-8")
    twin = '[[choose.quantity]]\nid = "homes"\ntitle_th = "x"\ntitle_en = "target poor"\n'
    twin += 'of = "population"\n\n[[choose.total]]\nof = "homes"\nmin = 6_000\n\n'
    path = tmp_path / "twins.toml"
    path.write_text(text.replace("[[choose.locked_in]]", f"{twin}[[choose.locked_in]]"), "utf-8")
    rules = [row[0] for row in table(run("choose", "--scenario", path).stdout, "Rules")]
    assert "at least 6,000 of target poor in all (choose.total.2)" in rules
    assert "at least 6,000 of target poor in all (choose.total.3)" in rules
    assert "at least 10 in track urban" in rules


def test_errors_of_targeting_have_their_names_and_what_they_mean(
    printed: str, in_json: dict[str, Any]
) -> None:
    said = on_one_line(printed)
    for term in ("(under-coverage)", "(leakage)", "Under-coverage: share", "Leakage: share"):
        assert term in said
    poor = next(row for row in in_json["reached"]["rows"] if row["id"] == "poor")
    own = poor["targeting"]["in_list"]
    rows = {row[0]: row[1:] for row in table(printed, "Whom the sites hold")}
    random = poor["random"]
    for label, shown in {
        "in the sites": f"{poor['in_list']:,.0f}",
        "figures known by": "province, so estimated",
        "share of the country": f"{poor['share']:.2%}",
        "share of the plain top": f"{poor['in_plain_top']:.2%}",
        "share of 1,000 random lists": f"{random['mean']:.2%}",
        "90% of these lie in": f"{random['low']:.2%} to {random['high']:.2%}",
        "missed (under-coverage)": f"{own['under_coverage']:.2%}",
        "not meant, but in the sites (leakage)": f"{own['leakage']:.2%}",
        "against a neutral list": f"{own['concentration']:.2f} ×",
    }.items():
        assert rows[label][1] == shown
    # all people are no group that a list could miss
    assert rows["missed (under-coverage)"][0] == "–"


def test_a_rule_that_costs_nothing_has_no_looser_step(run: Run) -> None:
    said = run("choose", "--scenario", EVERY_RULE, "--prices").stdout
    prices = [row for row in table(said, "What each rule costs") if row]
    free = next(
        n for n, row in enumerate(prices) if row[0].startswith("at least 6,000 of target poor")
    )
    assert (prices[free][1], prices[free][3]) == ("without", "+0.00")
    assert not prices[free + 1][1].startswith("looser")
    assert "looser steps of it are left out" in said
    of_site = next(row[1] for row in prices if row[1].endswith("a site"))
    assert of_site.startswith("looser: at least")
    assert "trained" in said[said.index("What each rule costs") :]


def test_who_cannot_be_chosen_is_told_with_what_is_not_known(printed: str) -> None:
    # TPMAP has no figure of Bangkok
    assert f"180 areas with a score, all in {named('10')}, cannot be chosen: “target poor”" in (
        on_one_line(printed)
    )


def test_an_area_that_is_asked_for_by_name_is_told_by_its_codes(refused: Refused) -> None:
    said = refused("explain", "ห้วยปูลิง")
    assert "580109 (ห้วยปูลิง, เมืองแม่ฮ่องสอน, แม่ฮ่องสอน)" in said


def test_what_is_known_of_nobody_has_no_row(run: Run, tmp_path: Path) -> None:
    text = (EVERY_RULE.parents[1] / "default.toml").read_text(encoding="utf-8")
    path = tmp_path / "plain.toml"
    path.write_text(text[: text.index("# Whom the list is meant for")], encoding="utf-8")
    rows = [
        row[0] for row in table(run("choose", "--scenario", path).stdout, "Whom the sites hold")
    ]
    assert rows[0] == "in the sites"
    assert "missed (under-coverage)" not in rows


def test_all_that_is_said_of_a_list_fits_a_terminal_of_120_columns(run: Run) -> None:
    said = run("choose", "--sites", "--prices", "--alternatives", 2).stdout
    lines = said.splitlines()
    first = next(n for n, line in enumerate(lines) if line.startswith("50 areas"))
    assert max(map(cell_len, lines[first:])) <= 120
    # nothing is cut for it
    assert "…" not in said
    (first_site, *_) = table(said, "What a site is worth")
    assert re.fullmatch(r"[1-9]\d{5} \S+", first_site[1])
    prices = table(said, "What each rule costs")
    assert [row[1] for row in prices[:3]] == [
        "without", "looser: at most 3", "tighter: at most 1"
    ]  # fmt: skip


def test_nothing_is_cut_on_a_narrow_terminal(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli, "_ENOUGH_FOR_EVERY_COLUMN", 80)
    said = run("choose", "--sites", "--prices").stdout
    said = said[said.index("\nTotal score ") :]
    assert max(map(cell_len, said.splitlines())) <= 80
    assert "…" not in said


def test_explain_names_the_group_that_is_full(run: Run) -> None:
    listed = json.loads(run("choose", "--json").stdout)["codes"]
    rows = json.loads(run("explain", "--all", "--json").stdout)
    full = next(row for row in rows if row["kind"] == "full" and row["area_code"] not in listed)
    said = run("explain", full["area_code"]).stdout
    place = f"{full['area_code']} {full['area_th']} ("
    assert said.startswith(place)
    assert f"here {named(full['area_code'][:2])}" in on_one_line(said)
    assert full["why"] in on_one_line(said)


def test_reasons_are_counted_in_words(run: Run) -> None:
    said = run("explain", "--all").stdout
    counted = re.findall(r"^(.+) \((\w+)\): ([\d,]+) areas?$", said, flags=re.MULTILINE)
    assert len(counted) == len(said.splitlines())
    assert sum(int(n.replace(",", "")) for _, _, n in counted) == len(read_areas(starter_areas()))
    assert ("group full", "full") in [(words, kind) for words, kind, _ in counted]

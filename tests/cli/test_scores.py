"""Rankings by other scenarios, two scenarios compared, and the audit, on the areas that ship."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import get_args

import pandas as pd
import pytest
from typer.testing import Result

from geo.areas import read_areas
from geo.paths import DEFAULT_SCENARIO, starter_areas
from scoring.methods import Aggregation, Missing, Normalisation, Treatment, Weighting
from scoring.scenario import Eligible
from scoring.scenario_toml import read_scenario
from scoring.uncertain import Figures, OpenWeights, Uncertainty
from scoring.uncertainty.opened import opened

Run = Callable[..., Result]

SHIPPED = sorted(DEFAULT_SCENARIO.parent.glob("*.toml"))
EQUAL = DEFAULT_SCENARIO.parent / "equal-weights.toml"
RURAL = DEFAULT_SCENARIO.parent / "rural-track.toml"


def table(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype={"area_code": str}).set_index("area_code")


@pytest.mark.parametrize("path", [EQUAL, RURAL], ids=lambda path: path.stem)
def test_the_contributions_in_the_file_sum_to_the_score(
    run: Run, tmp_path: Path, path: Path
) -> None:
    run("score", "--scenario", path, "--out", tmp_path / "s.csv")
    scores = table(tmp_path / "s.csv")
    known = scores[scores["score"].notna()]
    total = known.filter(like="contribution_").sum(axis=1)
    if path == RURAL:
        total += known["base_score"]
    # seven digits are written of each
    assert (total - known["score"]).abs().max() < 5e-5
    assert len(known) > 1000


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_each_shipped_scenario_chooses_its_areas_here(run: Run, path: Path) -> None:
    chosen = json.loads(run("choose", "--scenario", path, "--json").stdout)
    scenario = read_scenario(path.read_text(encoding="utf-8"), path.name)
    assert len(set(chosen["codes"])) == scenario.choose.count
    assert chosen["gap"] == 0


def test_a_filtered_ranking_says_who_is_outside_and_why(run: Run, tmp_path: Path) -> None:
    ended = run("score", "--scenario", RURAL, "--out", tmp_path / "s.csv")
    scores = table(tmp_path / "s.csv")
    outside = scores[scores["reason"].notna()]
    # where people are shared out, no area that ships has too few
    assert set(outside["reason"]) == {"track"}
    assert set(outside["track"]) == {"urban"}
    assert f"Outside the scenario's filter: {len(outside):,} by track." in ended.stdout


def test_every_step_stands_in_the_json_and_in_the_notes(run: Run, tmp_path: Path) -> None:
    said = json.loads(
        run("score", "--scenario", EQUAL, "--json", "--out", tmp_path / "s.csv").stdout
    )
    names = [step["name"] for step in said["steps"]]
    assert names[0] == "screen"
    assert names[-1] == "rank"
    assert {"normalise", "fill", "weigh", "aggregate"} < set(names)
    weigh = next(s for s in said["steps"] if s["field"] == "pillar.all.weighting")
    assert weigh["method"] == "equal"
    assert weigh["results"]["weight of hai"] == pytest.approx(1 / 7)
    notes = (tmp_path / "s.notes.toml").read_text(encoding="utf-8")
    assert notes.count("[[step]]") == len(names)


def test_two_scenarios_are_compared_in_words_in_json_and_in_a_file(
    run: Run, tmp_path: Path
) -> None:
    pair = ("--compare", DEFAULT_SCENARIO, EQUAL)
    said = run("score", *pair).stdout
    found = json.loads(run("score", *pair, "--json", "--out", tmp_path / "c.csv").stdout)
    assert (found["first"], found["second"], found["count"]) == ("default", "equal-weights", 50)
    assert len(found["stayed"]) + len(found["entered"]) == 50
    assert len(found["entered"]) == len(found["left"]) > 0
    assert found["overlap"] == pytest.approx(len(found["stayed"]) / 50)
    assert f"Of each one's 50 highest scores {len(found['stayed'])} are the same." in said
    assert f"(Spearman) {found['spearman']:.3f}" in said
    ranks = table(tmp_path / "c.csv")
    assert len(ranks) == 7436
    assert ranks["rank_first"].corr(ranks["rank_second"], method="spearman") == pytest.approx(
        found["spearman"]
    )
    assert sorted(ranks.index[ranks["top"] == "entered"]) == found["entered"]
    for code in found["entered"]:
        assert code in said.split("Enter the 50")[1].split("Leave the 50")[0]


def test_comparing_a_scenario_with_itself_moves_nobody(run: Run) -> None:
    found = json.loads(run("score", "--compare", EQUAL, EQUAL, "--json").stdout)
    assert (found["overlap"], found["largest_shift"], found["entered"]) == (1, 0, [])
    assert found["spearman"] == pytest.approx(1)
    assert "Enter the" not in run("score", "--compare", EQUAL, EQUAL).stdout


def test_areas_that_only_one_of_two_scenarios_scores_are_counted(run: Run) -> None:
    said = run("score", "--compare", EQUAL, RURAL).stdout
    found = json.loads(run("score", "--compare", EQUAL, RURAL, "--json").stdout)
    assert found["scored_by_first_alone"] > 0
    assert f"Scored by “equal-weights” alone: {found['scored_by_first_alone']:,} areas." in said
    # nobody moves because towns are left out, and who leaves for that is told
    assert f"over {7436 - found['scored_by_first_alone']:,} areas that both score" in said
    both = len(found["stayed_among_areas_scored_by_both"])
    assert f"of the 50 highest among these areas {both}." in said


def test_two_files_of_one_id_are_told_apart_by_name_and_the_top_may_be_any(
    run: Run, tmp_path: Path
) -> None:
    path = tmp_path / "again.toml"
    path.write_bytes(EQUAL.read_bytes())
    said = run("score", "--compare", EQUAL, path, "--top", "7").stdout
    assert "From “equal-weights.toml” to “again.toml”" in said
    assert "Of each one's 7 highest scores 7 are the same." in said


def test_a_scenario_that_ships_is_called_by_its_name(run: Run, refused: Callable[..., str]) -> None:
    by_name = run("score", "--scenario", "equal-weights", "--json").stdout
    assert by_name == run("score", "--scenario", EQUAL, "--json").stdout
    said = refused("score", "--scenario", "equal-wights")
    assert "balanced-regions, default, equal-weights" in said


def test_places_that_only_the_code_settled_are_counted(run: Run) -> None:
    # without figures of their own, towns of a province have the same score
    path = DEFAULT_SCENARIO.parent / "urban-track.toml"
    found = json.loads(run("choose", "--scenario", path, "--json").stdout)
    assert 0 < len(found["settled_by_code"]) <= 20
    said = run("choose", "--scenario", path).stdout
    assert (
        f"{len(found['settled_by_code'])} of these places were settled by area code alone" in said
    )


def test_a_tie_at_the_border_is_remarked(run: Run, tmp_path: Path) -> None:
    text = EQUAL.read_text(encoding="utf-8").replace(
        'aggregation = "arithmetic"', 'aggregation = { method = "threshold_count", threshold = 30 }'
    )
    (tmp_path / "tied.toml").write_text(text, encoding="utf-8")
    said = run("score", "--scenario", tmp_path / "tied.toml").stderr
    assert "areas share the score at place 50" in said


def test_ties_at_the_border_of_a_comparison_are_told_at_its_own_border(run: Run) -> None:
    urban = DEFAULT_SCENARIO.parent / "urban-track.toml"
    said = run("score", "--compare", EQUAL, urban, "--top", "49").stderr
    assert "“urban-track”: " in said
    assert "share the score at place 49" in said
    assert "share the score at place 20" not in said


def test_what_a_step_remarks_stands_in_the_json_of_every_command(run: Run, tmp_path: Path) -> None:
    text = (DEFAULT_SCENARIO.parent / "poverty-first.toml").read_text(encoding="utf-8")
    text = text.replace("[1, 3, 3]", '[1, 3, "1/5"]').replace('["1/3", 1, 1],\n]', "[5, 1, 1],\n]")
    path = tmp_path / "judged.toml"
    path.write_text(text, encoding="utf-8")
    for command in ("score", "choose", "audit"):
        steps = json.loads(run(command, "--scenario", path, "--json").stdout)["steps"]
        weigh = next(step for step in steps if step["field"] == "weighting")
        assert "contradict each other" in weigh["remarks"][0], command


def test_a_number_of_highest_scores_without_a_comparison_is_refused(
    refused: Callable[..., str],
) -> None:
    assert "--top 5 is given without --compare" in refused("score", "--top", "5")


def test_a_scenario_beside_a_comparison_is_refused(refused: Callable[..., str]) -> None:
    said = refused("score", "--scenario", EQUAL, "--compare", EQUAL, RURAL)
    assert "Both --scenario equal-weights.toml and --compare are given" in said


def test_the_audit_as_a_table_says_what_weights_come_to(run: Run) -> None:
    said = run("audit").stdout
    assert "Stated weight and real influence" in said
    assert "Human Achievement Index" in said
    assert "of this ranking is decided by the province, not the tambon" in said
    assert "Cronbach's alpha" in said


def test_the_audit_as_json_and_as_a_file(run: Run, tmp_path: Path) -> None:
    found = json.loads(run("audit", "--json", "--out", tmp_path / "a.csv").stdout)
    influence = {id: row["influence"] for id, row in found["influence"].items()}
    assert sum(value for value in influence.values() if value is not None) == pytest.approx(1)
    # not on this machine: no influence, and said to be absent
    assert influence["services_per_km2"] is None
    assert found["absent"] == ["population_change", "services_per_km2"]
    assert 0 < found["between_provinces"] < 1
    listed = pd.read_csv(tmp_path / "a.csv").set_index("indicator")
    assert listed.loc["hai", "influence"] == pytest.approx(influence["hai"], rel=1e-6)
    assert listed.loc["services_per_km2", "remarks"] == "absent"


GUIDE = (DEFAULT_SCENARIO.parents[2] / "docs/scenarios.md").read_text(encoding="utf-8")


def test_the_whole_file_in_the_guide_is_a_scenario_that_scores(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(GUIDE.split("```toml\n")[1].split("```")[0], encoding="utf-8")
    assert json.loads(run("score", "--scenario", path, "--json").stdout)["scenario"] == "mine"


@pytest.mark.parametrize("block", GUIDE.split("```toml\n")[2:], ids=lambda block: block[:40])
def test_every_other_piece_of_the_guide_loads(block: str) -> None:
    piece = block.split("```")[0]
    part = piece.split("\n")[0]
    assert part in ("[choose]", "[uncertainty]")
    name = "examples/every-rule.toml" if part == "[choose]" else "default.toml"
    whole = (DEFAULT_SCENARIO.parent / name).read_text(encoding="utf-8")
    scenario = read_scenario(whole.split(part)[0] + piece, "piece")
    assert scenario.choose.count == 50
    if scenario.uncertainty is not None:
        # and can be drawn from
        assert len(opened(read_areas(starter_areas()), scenario).combinations) > 1


def test_the_guide_names_every_method_and_every_key() -> None:
    words = [
        *get_args(Missing), *get_args(Treatment),
        *get_args(Figures),
        *(word for part in (Normalisation, Aggregation, Weighting, OpenWeights)
          for word in get_args(part.model_fields["method"].annotation)),
        *Eligible.model_fields,
        *Uncertainty.model_fields,
    ]  # fmt: skip
    assert len(words) > 30
    assert [word for word in words if f'"{word}"' not in GUIDE and f"`{word}`" not in GUIDE] == []


def test_contradicting_judgements_are_told_aside(run: Run, tmp_path: Path) -> None:
    text = (DEFAULT_SCENARIO.parent / "poverty-first.toml").read_text(encoding="utf-8")
    text = text.replace("[1, 3, 3]", '[1, 3, "1/5"]').replace('["1/3", 1, 1],\n]', "[5, 1, 1],\n]")
    path = tmp_path / "judged.toml"
    path.write_text(text, encoding="utf-8")
    said = run("score", "--scenario", path).stderr
    assert (
        'The judgements of weighting in the scenario "poverty-first" contradict each other' in said
    )
    assert "Look first at poverty over" in said

"""Types from areas and a scenario: planted ones found, noise refused, nothing left to chance."""

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score

from geo.areas import Level
from geo.errors import ScoringError
from scoring.features import Features, features
from scoring.types.find import Types, types_of
from scoring.types.methods import METHODS, Method
from tests.making import make_areas, make_scenario
from tests.scoring.types.clouds import normal, planted

NAMES = ("a", "b", "c", "d")


def made(points: np.ndarray, *, order: np.ndarray | None = None, provinces: int = 5) -> Features:  # type: ignore[type-arg]
    """Return made-up areas with these figures, in some order of their rows."""
    codes = [f"{10 + n % provinces}{n // provinces + 1001:04d}" for n in range(len(points))]
    rows = np.arange(len(points)) if order is None else order
    areas = make_areas(
        {name: points[rows, n].tolist() for n, name in enumerate(NAMES[: points.shape[1]])},
        codes=[codes[row] for row in rows],
        points=[(100 + 0.009 * int(row), 14.0) for row in rows],
        regions=["north"] * len(points),
    )
    return features(areas, make_scenario({"p": dict.fromkeys(NAMES[: points.shape[1]], 1)}))


def by_row(found: Types, points: np.ndarray, provinces: int = 5) -> list[int]:  # type: ignore[type-arg]
    codes = [f"{10 + n % provinces}{n // provinces + 1001:04d}" for n in range(len(points))]
    return found.areas["type"].reindex(codes).fillna(0).tolist()


def test_planted_types_are_found_and_surely() -> None:
    points, labels = planted(4)
    found = types_of(made(points))
    assert len(found.kinds) == 4
    assert adjusted_rand_score(labels, by_row(found, points)) > 0.95
    assert found.areas["sure"].min() > 0.95
    assert found.stability > 0.95
    assert found.remarks == ()
    scores = [kind.score for kind in found.kinds]
    assert scores == sorted(scores, reverse=True)
    assert found.shares.sum() == pytest.approx(1)


@pytest.mark.parametrize("method", ["k_means", "ward", "gaussian_mixture", "hdbscan"])
def test_in_noise_nothing_stands_out_and_that_is_said(method: Method) -> None:
    found = types_of(made(normal(2, 200)), method=method)
    assert not found.stand_out
    assert "Nothing shows that there are types" in str(found.remarks[0])


@pytest.mark.parametrize("method", METHODS)
def test_rows_in_another_order_give_the_same_types(method: Method) -> None:
    points, _ = planted(3, each=40)
    k = None if method == "hdbscan" else 3
    one = types_of(made(points), method=method, k=k)
    order = np.random.default_rng(1).permutation(len(points))
    other = types_of(made(points, order=order), method=method, k=k)
    assert one.areas.equals(other.areas)
    assert [kind.name_en for kind in one.kinds] == [kind.name_en for kind in other.kinds]
    assert len(one.kinds) == 3


def test_where_figures_are_a_provinces_samples_take_whole_provinces() -> None:
    provinces, each = 12, 20
    rng = np.random.default_rng(3)
    codes = [f"{10 + p}{n + 1001:04d}" for p in range(provinces) for n in range(each)]
    levels: dict[str, Level] = {"jobs": "province"}
    areas = make_areas(
        {"jobs": np.repeat(rng.uniform(0, 1, provinces), each).tolist(),
         "own": rng.normal(0, 0.1, provinces * each).tolist()},
        codes=codes, levels=levels, regions=["north"] * len(codes),
    )  # fmt: skip
    every = features(areas, make_scenario({"p": {"jobs": 1, "own": 1}}))
    found = types_of(every, k=2)
    assert found.sampled_by == "province"
    assert found.between_provinces > 0.5
    assert found.of_one_type[1] == provinces
    own = types_of(every.of_their_own(), k=2)
    assert own.sampled_by == "tambon"
    assert [i.id for i in own.features.indicators] == ["own"]
    with pytest.raises(ScoringError, match=r"no figure that counts is measured by tambon: jobs"):
        features(areas, make_scenario({"p": {"jobs": 1}})).of_their_own()


def test_weights_decide_which_figure_types_go_by() -> None:
    rng = np.random.default_rng(0)
    one = np.where(rng.uniform(size=200) < 0.5, 0.0, 0.6) + rng.normal(0, 0.03, 200)
    other = np.where(rng.uniform(size=200) < 0.5, 0.0, 1.0) + rng.normal(0, 0.03, 200)
    low, high = np.array([[0.0, 0.0]]), np.array([[1.0, 1.0]])
    points = np.vstack([np.column_stack([one, other]), low, high])
    areas = make_areas({"a": points[:, 0].tolist(), "b": points[:, 1].tolist()})
    scenario = make_scenario({"p": {"a": 9, "b": 1}})
    plain = types_of(features(areas, scenario), k=2)
    weighed = types_of(features(areas, scenario), k=2, weighed=True)
    assert adjusted_rand_score(points[:, 1] > 0.5, plain.areas["type"].tolist()) > 0.9
    assert adjusted_rand_score(points[:, 0] > 0.3, weighed.areas["type"].tolist()) > 0.9


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"k": 0}, "There cannot be 0 types"),
        ({"k": -3}, "There cannot be -3 types"),
        ({"k": 1}, "There cannot be 1 types"),
        ({"k": 51}, "There cannot be 51 types. Use 50 or fewer"),
        ({"k": 7}, "6 areas with 6 different sets of figures cannot be divided into 7 types"),
        ({"k": 3, "method": "hdbscan"}, "finds the number of types itself"),
        ({"method": "k_medoids"}, 'by "k_medoids". Use one of k_means'),
    ],
)
def test_impossible_types_are_refused(asked: dict[str, object], told: str) -> None:
    points = normal(0, 6, 2)
    with pytest.raises(ScoringError, match=told):
        types_of(made(points), **asked)  # type: ignore[arg-type]


def test_as_many_types_as_different_areas_at_most() -> None:
    points = np.array([[0.0, 0.0], [0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
    with pytest.raises(ScoringError, match="4 different sets of figures"):
        types_of(made(points), k=4)
    assert len(types_of(made(points), k=3).kinds) == 3
    with pytest.raises(ScoringError, match="2 areas with 2 different sets"):
        types_of(made(np.array([[0.0, 0.0], [1.0, 1.0]])))


def test_disconnected_areas_are_bridged_for_contiguous_types() -> None:
    points, _ = planted(2, each=20, dimensions=2)
    places = [(100 + 0.009 * n + (n >= 25) * 2, 14.0) for n in range(40)]
    areas = make_areas({"a": points[:, 0].tolist(), "b": points[:, 1].tolist()}, points=places)
    found = types_of(
        features(areas, make_scenario({"p": {"a": 1, "b": 1}})), method="ward_contiguous", k=2
    )
    assert len(set(found.areas["type"][:20])) == len(set(found.areas["type"][20:])) == 1


def test_progress_is_told() -> None:
    told: list[tuple[str, int, int]] = []
    points, _ = planted(2, each=30)
    types_of(made(points), k=2, told=lambda *so_far: told.append(so_far))
    assert {what for what, _, _ in told} == {"samples", "clouds without types"}
    assert all(done <= of for _, done, of in told)


def test_with_few_provinces_nobody_knows_how_stable_their_types_are() -> None:
    codes = [f"{10 + p}{n + 1001:04d}" for p in range(4) for n in range(30)]
    rng = np.random.default_rng(3)
    levels: dict[str, Level] = {"jobs": "province"}
    areas = make_areas(
        {"jobs": np.repeat(rng.uniform(0, 1, 4), 30), "own": rng.normal(size=120)},
        codes=codes, levels=levels, regions=["north"] * 120,
    )  # fmt: skip
    found = types_of(features(areas, make_scenario({"p": {"jobs": 1, "own": 1}})), k=2)
    assert np.isnan(found.stability)
    assert found.areas["sure"].isna().all()
    assert "of which there are 4 here: too few" in " ".join(map(str, found.remarks))


def test_districts_figures_are_sampled_by_district() -> None:
    codes = [f"10{d + 1:02d}{n + 1:02d}" for d in range(20) for n in range(10)]
    rng = np.random.default_rng(3)
    levels: dict[str, Level] = {"jobs": "district"}
    areas = make_areas(
        {"jobs": np.repeat(rng.uniform(0, 1, 20), 10), "own": rng.normal(size=200)},
        codes=codes, levels=levels,
    )  # fmt: skip
    found = types_of(features(areas, make_scenario({"p": {"jobs": 1, "own": 1}})), k=2)
    assert found.sampled_by == "district"
    assert not found.stand_out


@pytest.mark.parametrize("areas", [3, 4, 5, 8])
def test_few_areas_are_no_trouble_to_any_method(areas: int) -> None:
    points = normal(0, areas, 2)
    for method in METHODS:
        found = types_of(made(points), method=method, k=None if method == "hdbscan" else 2)
        assert len(found.areas) == areas

"""Made-up areas and rules for tests of lists, and the lists chosen under them."""

from hypothesis import strategies as st

from geo.areas import Areas
from scoring.choose import Shortlist, choose_areas
from scoring.index import score_areas
from scoring.scenario import Scenario
from tests.making import make_areas, make_scenario

PROVINCES = ("10", "11", "20", "80", "81")


def chosen(areas: Areas, scenario: Scenario) -> Shortlist:
    return choose_areas(areas, score_areas(areas, scenario), scenario)


def scenario_with(count: int, *limits: dict[str, object]) -> Scenario:
    return make_scenario({"p": {"a": 1}}, count=count, limits=limits)


@st.composite
def cases(draw: st.DrawFn, most: int = 9) -> tuple[Areas, Scenario]:
    """Draw a handful of areas, with ties and gaps, and a mix of rules."""
    count = draw(st.integers(4, most))
    provinces = draw(st.lists(st.sampled_from(PROVINCES), min_size=count, max_size=count))
    codes = [f"{province}01{n:02d}" for n, province in enumerate(provinces, start=1)]
    figures = draw(st.lists(st.none() | st.integers(1, 5), min_size=count - 2, max_size=count - 2))
    tracks = st.lists(st.sampled_from(["urban", "rural"]), min_size=count, max_size=count)
    areas = make_areas({"a": [0.0, 6.0, *figures]}, codes=codes, tracks=draw(tracks))
    limits = []
    groups = {"province": PROVINCES, "region": ("central", "east", "south"),
              "track": ("urban", "rural")}  # fmt: skip
    present = set(provinces)
    for by, names in groups.items():
        for equals in (None, *names):
            if equals in PROVINCES and equals not in present:
                continue
            bound = draw(st.sampled_from([{}, {}, {}, {"max": 1}, {"max": 2}, {"min": 1}]))
            if bound:
                limits.append({"by": by, **({"equals": equals} if equals else {}), **bound})
    return areas, scenario_with(draw(st.integers(1, max(4, most // 2))), *limits)

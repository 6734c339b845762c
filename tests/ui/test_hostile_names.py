"""Names from files reach the page as text, whatever they hold: never as HTML, Markdown or gaps."""

from html.parser import HTMLParser

import pytest

from tests.ui.results import ONE_A_PROVINCE, make_result
from ui.classes import classify
from ui.engine import Result
from ui.language import ENGLISH, THAI, Language
from ui.layers import layer, layer_ids, layer_title
from ui.legend import legend_html
from ui.profile import figures_html, profile_html
from ui.rules import rules
from ui.sentences import bases, certainty, missed, proof, reason
from ui.table import column_settings, list_table
from ui.words import csv_names

HOSTILE = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror='alert(1)'>",
    "</td></table><style>*{display:none}</style>",
    "&lt;b&gt; & <b>",
    "{x} {0} {code} {",
    "}} %s %(n)s",
    "*bold* _lean_ [link](http://example.org) $x$ `code`",
]
BOTH = [THAI, ENGLISH]


class Reader(HTMLParser):
    """The elements with their attributes, and the text, of a piece of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, tuple[str, ...]]] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, tuple(name for name, _ in attributes)))

    def handle_endtag(self, tag: str) -> None:
        self.elements.append((f"/{tag}", ()))

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture(scope="module")
def plain() -> Result:
    return make_result()


@pytest.fixture(scope="module", params=HOSTILE)
def name(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(scope="module")
def hostile(name: str) -> Result:
    return make_result(names=[name] * 6, title=name, province=name)


@pytest.mark.parametrize("language", BOTH)
@pytest.mark.parametrize("code", ["570101", "960101", "100101"])
def test_a_profile_has_the_same_elements_whatever_the_names(
    plain: Result, hostile: Result, name: str, language: Language, code: str
) -> None:
    for draw in (profile_html, figures_html):
        read = Reader(draw(code, hostile, language))
        assert read.elements == Reader(draw(code, plain, language)).elements
        assert "script" not in dict(read.elements)
    assert name in Reader(profile_html(code, hostile, language)).text


@pytest.mark.parametrize("language", BOTH)
def test_a_legend_has_the_same_elements_whatever_the_titles(
    plain: Result, hostile: Result, name: str, language: Language
) -> None:
    for id in layer_ids(plain):
        drawn, expected = (layer(id, r, language) for r in (hostile, plain))
        classes = classify(drawn.values)
        read = Reader(legend_html(drawn, classes, 3, language))
        assert read.elements == Reader(legend_html(expected, classes, 3, language)).elements
    assert layer_title("need", hostile, language) == name
    assert name in Reader(legend_html(layer("need", hostile, language), classes, 3, language)).text


@pytest.mark.parametrize("language", BOTH)
def test_sentences_hold_names_as_they_are(hostile: Result, name: str, language: Language) -> None:
    in_province = rules(hostile, language)[1]
    assert name in in_province
    for found in hostile.reasons.values():
        assert "{" not in reason(found, hostile, language).replace(name, "")
    # 570102 has no place because its province, which bears the name, is full
    full = make_result(names=[name] * 6, province=name, limits=ONE_A_PROVINCE)
    assert missed("570102", full, language).count(name) == 2
    for sentence in (proof(hostile, language), certainty(hostile, language)):
        assert "{" not in sentence
    assert len(bases(hostile, language)) == 1


@pytest.mark.parametrize("language", BOTH)
def test_the_table_holds_names_as_they_are(hostile: Result, name: str, language: Language) -> None:
    table = list_table(hostile, language)
    assert list(table.index) == list(hostile.shortlist.codes)
    for column in (language.text("Tambon"), language.text("Province")):
        assert list(table[column]) == [name] * 3
    assert any(name in column for column in table.columns)
    assert set(column_settings(hostile, language)) <= set(table.columns)


@pytest.mark.parametrize("language", BOTH)
def test_headers_of_the_csv_hold_titles_as_they_are(
    hostile: Result, name: str, language: Language
) -> None:
    assert name in csv_names(hostile, language)("pillar_need")

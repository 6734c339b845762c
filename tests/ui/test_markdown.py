"""Names in Markdown stay the text that they are."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.markdown import plain


def test_thai_and_plain_words_are_left_alone() -> None:
    assert plain("ภาคใต้ชายแดน 4 พื้นที่ – “เมือง”") == "ภาคใต้ชายแดน 4 พื้นที่ – “เมือง”"
    assert plain(12) == "12"


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("*a* _b_", r"\*a\* \_b\_"),
        ("[a](http://b)", r"\[a\]\(http\:\/\/b\)"),
        ("![](//c/d.png)", r"\!\[\]\(\/\/c\/d\.png\)"),
        ("<script>", r"\<script\>"),
        ("$x$ :red[y] `z`", r"\$x\$ \:red\[y\] \`z\`"),
        ("1. a\n# b\n\n---", r"1\. a \# b \-\-\-"),
        ("\\*", r"\\\*"),
    ],
)
def test_what_could_be_markup_gets_a_backslash(name: str, written: str) -> None:
    assert plain(name) == written


@given(st.text())
def test_the_text_comes_back_when_the_backslashes_are_taken_away(text: str) -> None:
    shown = re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", plain(text))
    assert shown == " ".join(text.split())

"""The peer of `map_rerun`: the same map as Streamlit's examples draw it, with inline GeoJSON."""

import json
import os
from pathlib import Path

import pydeck as pdk
import streamlit as st

st.set_page_config(layout="wide")


@st.cache_data
def areas(path: str) -> dict[str, object]:
    """Read the GeoJSON that the benchmark wrote, with a colour an area and layer."""
    return json.loads(Path(path).read_text(encoding="utf-8"))


shown = st.selectbox("layer", ["first", "second"], key="layer")
deck = pdk.Deck(
    layers=[
        pdk.Layer(
            "GeoJsonLayer",
            data=areas(os.environ["BENCHMARK_AREAS"]),
            stroked=False,
            get_fill_color=f"properties.{shown}",
            pickable=True,
        )
    ],
    initial_view_state=pdk.ViewState(latitude=13.25, longitude=101.3, zoom=4.85),
    map_provider=None,
)
st.pydeck_chart(deck, height=680)

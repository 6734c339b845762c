"""Hot and cold spots: where high figures, or low ones, lie together more than by chance."""

from scoring.hotspots.clusters import Cluster
from scoring.hotspots.found import HotSpots
from scoring.hotspots.overall import Overall
from scoring.hotspots.spots import hot_spots

__all__ = ["Cluster", "HotSpots", "Overall", "hot_spots"]

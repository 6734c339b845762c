"""Several threads give the answers of one, in order."""

import time

import pytest
from threadpoolctl import threadpool_info

from scoring.types.find import types_of
from scoring.types.threads import in_turn
from tests.scoring.types.clouds import planted
from tests.scoring.types.test_find import made


def test_answers_come_in_the_order_of_the_pieces() -> None:
    told: list[int] = []

    def slow_first(piece: int) -> int:
        time.sleep(0.05 if piece == 0 else 0)
        return piece * piece

    assert in_turn(slow_first, range(6), told.append, 3) == [0, 1, 4, 9, 16, 25]
    assert told == [1, 2, 3, 4, 5, 6]


def test_libraries_get_one_thread_each() -> None:
    def limits(_: int) -> set[int]:
        return {library["num_threads"] for library in threadpool_info()}

    assert in_turn(limits, range(4), lambda done: None, 2) == [{1}] * 4


def test_what_goes_wrong_in_a_thread_is_not_lost() -> None:
    def fail(piece: int) -> int:
        raise ValueError(f"piece {piece}")

    with pytest.raises(ValueError, match="piece 0"):
        in_turn(fail, range(3), lambda done: None, 2)


def test_types_are_the_same_with_one_thread_and_with_three() -> None:
    points, _ = planted(3, each=40)
    one, three = (types_of(made(points), threads=threads) for threads in (1, 3))
    assert one.areas.equals(three.areas)
    assert one.curves is not None
    assert three.curves is not None
    assert one.curves.table.equals(three.curves.table)

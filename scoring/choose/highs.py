"""Programmes as HiGHS takes them, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import version
from typing import Literal

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array

SOLVER = f"HiGHS {version('highspy')}"

_STATUS: dict[highspy.HighsModelStatus, Literal["optimal", "infeasible", "stopped"]] = {
    highspy.HighsModelStatus.kOptimal: "optimal",
    highspy.HighsModelStatus.kInfeasible: "infeasible",
    # its only unbounded directions are those that an empty set has
    highspy.HighsModelStatus.kUnboundedOrInfeasible: "infeasible",
    highspy.HighsModelStatus.kTimeLimit: "stopped",
    highspy.HighsModelStatus.kInterrupt: "stopped",
}


@dataclass(frozen=True, eq=False)
class Answer:
    """What HiGHS found.

    Parameters
    ----------
    status
        ``stopped`` where the time was up.
    values
        Shape (columns,), the best found; empty where there is none.
    prices
        Shape (rows,), of a linear programme: how much the gain grows with each row's bound.
    bound
        No solution has a greater gain, as the solver says.
    nodes
        Of the search tree.
    """

    status: Literal["optimal", "infeasible", "stopped"]
    values: NDArray[np.float64]
    prices: NDArray[np.float64]
    bound: float
    nodes: int


class Model:
    """A programme inside HiGHS that can grow; it goes on from where it stood."""

    def __init__(
        self,
        gain: NDArray[np.float64],
        rows: csr_array,
        lower: NDArray[np.float64],
        upper: NDArray[np.float64],
        low: NDArray[np.float64],
        high: NDArray[np.float64],
        whole: NDArray[np.bool_] | None = None,
    ) -> None:
        """Take a programme; without ``whole`` it is a linear one."""
        self._scale = _scale(rows)
        programme = highspy.HighsLp()
        programme.num_row_, programme.num_col_ = rows.shape
        programme.sense_ = highspy.ObjSense.kMaximize
        programme.col_cost_ = gain
        programme.col_lower_, programme.col_upper_ = low, high
        programme.row_lower_, programme.row_upper_ = lower * self._scale, upper * self._scale
        matrix = programme.a_matrix_
        matrix.format_ = highspy.MatrixFormat.kRowwise
        matrix.start_, matrix.index_ = rows.indptr, rows.indices
        matrix.value_ = rows.data * np.repeat(self._scale, np.diff(rows.indptr))
        if whole is not None:
            kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
            programme.integrality_ = [kinds[int(each)] for each in whole]
        # the base class: the constructor of the other prints a banner, into JSON if need be
        self._highs = highspy._Highs()  # type: ignore[attr-defined]
        # this one first: the other would still say so on the console
        self._highs.setOptionValue("log_to_console", False)
        self._highs.setOptionValue("output_flag", False)
        # one thread walks one path, and gives the same answer wherever it is asked
        self._highs.setOptionValue("threads", 1)
        self._highs.setOptionValue("mip_rel_gap", 0.0)
        self._highs.setOptionValue("mip_abs_gap", 1e-7)
        # what earlier objectives keep leaves a slack of a millionth; with the default tolerance of
        # as much, presolve has called impossible what a list kept
        self._highs.setOptionValue("mip_feasibility_tolerance", 1e-9)
        # these look for lists by smaller programmes of their own, whose presolve has gone on for
        # minutes without a look at the clock; a good list is there from the start anyhow
        for search in ("root_reduced_cost", "rins", "rens"):
            self._highs.setOptionValue(f"mip_heuristic_run_{search}", False)
        if self._highs.passModel(programme) == highspy.HighsStatus.kError:
            raise RuntimeError("HiGHS does not take the programme")

    def add(self, rows: csr_array, lower: NDArray[np.float64], upper: NDArray[np.float64]) -> None:
        """Add rows of ones."""
        self._scale = np.append(self._scale, np.ones(rows.shape[0]))
        self._highs.addRows(
            rows.shape[0], lower, upper, rows.nnz, rows.indptr[:-1], rows.indices, rows.data
        )

    def add_columns(
        self,
        gain: NDArray[np.float64],
        columns: csc_array,
        low: NDArray[np.float64],
        high: NDArray[np.float64],
    ) -> None:
        """Add columns, with their amounts in every row there is."""
        self._highs.addCols(
            len(gain), gain, low, high,
            columns.nnz, columns.indptr[:-1], columns.indices,
            columns.data * self._scale[columns.indices],
        )  # fmt: skip

    def start_from(self, values: NDArray[np.float64]) -> None:
        """Begin with a solution, shape (columns,)."""
        solution = highspy.HighsSolution()
        solution.col_value = values.tolist()
        solution.value_valid = True
        self._highs.setSolution(solution)

    def ray(self) -> NDArray[np.float64] | None:
        """Return weights of the rows, shape (rows,), that prove that there is no solution.

        The weighted sum of the rows cannot reach what their bounds ask of it: at least the lower
        one where a weight is above 0, at most the upper one where it is below. None where HiGHS has
        none to give.
        """
        _, there, weights = self._highs.getDualRay()
        return np.array(weights, dtype=np.float64) * self._scale if there else None

    def solved(self, seconds: float = np.inf) -> Answer:
        """Return the best solution, or the best one found when the time is up.

        Raises
        ------
        RuntimeError
            If the solver fails.
        """
        # the clock of HiGHS goes on over several runs
        self._highs.setOptionValue("time_limit", self._highs.getRunTime() + max(seconds, 0.0))
        self._highs.run()
        status = self._highs.getModelStatus()
        if status not in _STATUS:
            said = self._highs.modelStatusToString(status)
            raise RuntimeError(f"HiGHS stopped without an answer: {said}")
        solution, info = self._highs.getSolution(), self._highs.getInfo()
        found = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        return Answer(
            status=_STATUS[status],
            values=np.array(solution.col_value if found else (), dtype=np.float64),
            prices=np.array(solution.row_dual, dtype=np.float64) * self._scale,
            bound=float(info.mip_dual_bound),
            nodes=max(0, int(info.mip_node_count)),
        )


def _scale(rows: csr_array) -> NDArray[np.float64]:
    """Return powers of two, shape (rows,), that bring each row's greatest amount to about 1.

    HiGHS holds rows to an absolute tolerance and drops amounts below one: in baht it would be
    too strict, in shares too lax. Powers of two round nothing.
    """
    greatest = abs(rows).max(axis=1).toarray().ravel() if rows.shape[1] else np.zeros(rows.shape[0])
    scale: NDArray[np.float64] = np.exp2(-np.floor(np.log2(np.where(greatest > 0, greatest, 1.0))))
    return scale

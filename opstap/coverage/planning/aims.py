"""Each aim has its model: the norm plan for posts, covering and p-median for places with help."""

from collections.abc import Callable
from typing import Any

from opstap.coverage.engine.plan import OnProgress
from opstap.coverage.planning.helping import solve_covering, solve_distance
from opstap.coverage.planning.question import Question
from opstap.coverage.planning.solving import Ground, solve

Solve = Callable[[Ground, Question, OnProgress | None], dict[str, Any]]
BY_AIM: dict[str, Solve] = {"norm": solve, "covering": solve_covering, "distance": solve_distance}


def find(ground: Ground, question: Question, on_progress: OnProgress | None = None) -> dict[str, Any]:
    """The answer, plain data; `aim` in it says which. Raises EngineError, NoGroundError."""
    return BY_AIM[question.aim](ground, question, on_progress)

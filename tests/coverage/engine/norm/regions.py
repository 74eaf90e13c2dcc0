"""Small regions drawn at random, and the best plan of each by looking at all of them."""

import itertools
from typing import Any

import numpy as np
from scipy import sparse

from opstap.coverage.engine.checks import Floats
from opstap.coverage.engine.norm.served import value_of


def reach_of(draw: np.random.Generator, n_demand: int, n_site: int, share: float = 0.5) -> sparse.csr_array:
    """Some of the pairs, each with 1 or less."""
    far = draw.random((n_demand, n_site)) > share
    return sparse.csr_array(np.where(far, 0.0, draw.choice([1.0, 0.8, 0.35], (n_demand, n_site))))


def region(seed: int, n_demand: int = 8, n_site: int = 4) -> dict[str, Any]:
    """Arguments of `norm_plan`: odd cases among them."""
    draw = np.random.default_rng(seed)
    existing = draw.choice([0.0, 0.0, 0.5, 1.0, 0.37], n_site)
    return {
        "population": draw.integers(0, 900, n_demand).astype(float),
        "need": draw.choice([0.0, 0.3, 0.7, 1.0], n_demand),
        "reach": reach_of(draw, n_demand, n_site),
        "existing_posts": existing,
        "opening_cost": [0.5, draw.choice([0.25, 0.1, 1.0], n_site), draw.uniform(0, 2, n_site)][seed % 3],
        "budget": float(draw.choice([0, 1, 2.5, 3])),
        "people_per_post": 500.0,
        "max_posts": [2, np.array([0, 1, 2, 1.5])[:n_site]][seed % 2],
        "post_step": float(draw.choice([1.0, 0.5])),
    }


def all_plans(asked: dict[str, Any]) -> list[Floats]:
    """Every plan that the budget allows, added posts a site."""
    n_site, step = len(asked["existing_posts"]), asked["post_step"]
    most = np.broadcast_to(asked["max_posts"], n_site)
    each = [np.arange(0, limit + 1e-9, step) for limit in most]
    plans = [np.array(plan) for plan in itertools.product(*each)]
    return [plan for plan in plans if cost_of(asked, plan) <= asked["budget"] + 1e-6]


def cost_of(asked: dict[str, Any], plan: Floats) -> float:
    opened = (np.asarray(asked["existing_posts"]) == 0) & (plan > 0)
    opening = np.broadcast_to(asked["opening_cost"], len(plan))
    return float(plan.sum() * asked.get("post_cost", 1.0) + opening[opened].sum())


def worth(asked: dict[str, Any], plan: Floats) -> float:
    posts = np.asarray(asked["existing_posts"]) + plan
    return value_of(
        asked["population"], asked["need"], asked["reach"], posts, people_per_post=asked["people_per_post"]
    )


def best_worth(asked: dict[str, Any]) -> float:
    return max(worth(asked, plan) for plan in all_plans(asked))

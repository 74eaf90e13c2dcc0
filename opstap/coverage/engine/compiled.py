"""Loops over numbers that numba compiles, once a machine: the result lies beside the code."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from numba import njit

Kernel = TypeVar("Kernel", bound=Callable[..., Any])


def compiled(kernel: Kernel) -> Kernel:
    """`@compiled`: njit that keeps the kernel's types for the type checker."""
    return cast("Kernel", njit(cache=True)(kernel))

"""Loops over numbers that numba compiles once an installation (`compiling.py`).

A process that never runs a loop never loads numba, which takes a second and 60 MB.
"""

from collections.abc import Callable
from functools import cached_property
from typing import Any, TypeVar, cast

Kernel = TypeVar("Kernel", bound=Callable[..., Any])


class Loop:
    """A loop to be compiled when it is first called, from Python or by another loop that is compiled."""

    def __init__(self, kernel: Callable[..., Any]) -> None:
        self.kernel = kernel

    @cached_property
    def dispatcher(self) -> Any:
        """What numba makes of it."""
        from opstap.coverage.engine.compiling import dispatcher_of

        return dispatcher_of(self.kernel)

    def __call__(self, *arguments: Any) -> Any:
        return self.dispatcher(*arguments)

    @property
    def signatures(self) -> list[Any]:
        """The kinds of arguments it has been compiled for."""
        return list(self.dispatcher.signatures)

    @property
    def _numba_type_(self) -> Any:
        """How numba knows it where another loop calls it."""
        return self.dispatcher._numba_type_


def compiled(kernel: Kernel) -> Kernel:
    """`@compiled`: without the lock of the interpreter; keeps the types of the loop for the type checker."""
    return cast("Kernel", Loop(kernel))


# The same for loops whose arguments have no types written down.
compiled_untyped: Any = compiled


@compiled
def write(source: Any, target: Any) -> None:
    """Write one array, [n], over another: for `target[:] = source` the compiler needs ten times as long."""
    for at in range(len(source)):
        target[at] = source[at]


@compiled
def clear(target: Any) -> None:
    """`target[:] = 0`, the same."""
    for at in range(len(target)):
        target[at] = 0

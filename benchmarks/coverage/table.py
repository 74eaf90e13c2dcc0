"""Markdown tables, a line at a time: what is known is printed at once."""

from collections.abc import Sequence


def head(title: str, columns: Sequence[str]) -> None:
    print(f"\n### {title}\n\n| {' | '.join(columns)} |\n|{'---|' * len(columns)}", flush=True)


def line(*cells: object) -> None:
    print(f"| {' | '.join(map(str, cells))} |", flush=True)


def reached(is_reached: bool) -> str:
    return "reached" if is_reached else "**missed**"

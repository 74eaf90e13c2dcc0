"""Which free program somebody means: by the name she knows, by what it does, with a slip of the finger."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from opstap.core.folding import fold
from opstap.network.models import FreeProgram

LONGEST = 80
ALIKE = 0.75


@dataclass(frozen=True, slots=True)
class Found:
    """`alike`: the names that were taken for what was typed; [] where it was found as it stands."""

    programs: list[FreeProgram]
    alike: list[str]


def find_programs(programs: Sequence[FreeProgram], text: str) -> Found:
    """In this order: what replaces a program of that name, what bears it, what is for it.

    Who types the whole word of a name means that name: "word" is not the words that others teach.
    """
    words = fold(text[:LONGEST]).split()
    # "photoshop 2024", "office 365": years and versions tell nothing.
    asked = " ".join([word for word in words if not word.isdigit()] or words)
    if not asked:
        return Found(list(programs), [])
    found = _in_order(programs, asked)
    if found:
        return Found(found, [])
    names = {name for program in programs for name in (program.folded, *map(fold, program.replaces))}
    parts = names | {word for name in names for word in name.split() if len(word) > 3}
    alike = get_close_matches(asked, sorted(parts), n=2, cutoff=ALIKE)
    near = [program for name in alike for program in _in_order(programs, name)]
    known = [name for program in programs for name in (program.name, *program.replaces)]
    return Found(
        list(dict.fromkeys(near)),
        list(dict.fromkeys(name for one in alike for name in known if _holds(fold(name), one))),
    )


def _in_order(programs: Iterable[FreeProgram], asked: str) -> list[FreeProgram]:
    tests: tuple[Callable[[FreeProgram], bool], ...] = (
        lambda program: any(_holds(fold(name), asked) for name in program.replaces),
        lambda program: _holds(program.folded, asked),
        lambda program: _all_begin(fold(" ".join(program.purposes.values())), asked),
    )
    chosen: dict[FreeProgram, None] = {}
    listed = list(programs)
    for fits in tests[:2] if any(_is_named(program, asked) for program in listed) else tests:
        chosen.update(dict.fromkeys(program for program in listed if fits(program)))
    return list(chosen)


def _is_named(program: FreeProgram, asked: str) -> bool:
    words = set(asked.split())
    return any(words <= set(name.split()) for name in (program.folded, *map(fold, program.replaces)))


def _holds(name: str, asked: str) -> bool:
    """The words of one stand in the other: "word" in "microsoft word", which "microsoft word app" holds."""
    return _all_begin(name, asked) or f" {name} " in f" {asked} "


def _all_begin(text: str, asked: str) -> bool:
    """Each word asked begins a word of the text; short ones must be a word of it."""
    words = text.split()
    return all(
        word in words if len(word) < 3 else any(one.startswith(word) for one in words)
        for word in asked.split()
    )

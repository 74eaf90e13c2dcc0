"""Who imports whom in `opstap`, read from the source without running it."""

import ast
import graphlib
import importlib.metadata
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

# docs/architecture.md: each room may know those before it, never those after it.
ORDER = tuple(
    "core credentials accounts territory spaces keeping coverage agenda desk learning census label funding "
    "network finder exchange demonstration".split()
)
# These tie the rooms together.
ABOVE_ALL = {"settings", "urls", "wsgi", "cli"}
# Inside a room: each may know those of its own step and below.
STEPS = {"models": 0, "permissions": 1, "services": 1, "forms": 2, "views": 3, "urls": 4}
# Room by room, what others never use. `core` is the kit that all pages are built with.
PRIVATE = {"views", "forms", "urls", "admin", "apps"}
KIT = "core"
RELATIONS = {"ForeignKey", "OneToOneField", "ManyToManyField"}


@dataclass(frozen=True)
class Import:
    """`importer` imports `target` (dotted names); `typing_only` when just the type checker sees it."""

    importer: str
    target: str
    typing_only: bool = False

    def __str__(self) -> str:
        return f"{self.importer} imports {self.target}"


def modules(package: Path) -> dict[str, Path]:
    """Return dotted name → file of every module in the folder `package`."""
    found = {}
    for path in package.rglob("*.py"):
        parts = path.relative_to(package.parent).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def read_imports(package: Path) -> list[Import]:
    """Return every import in `package`, also those inside functions."""
    known = modules(package)
    found = []
    for name, path in sorted(known.items()):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        guarded = _under_type_checking(tree)
        for node in ast.walk(tree):
            inside = path.name == "__init__.py"
            targets = _targets(node, name if inside else name.rpartition(".")[0], known)
            found += [Import(name, target, node in guarded) for target in targets]
    return found


def _under_type_checking(tree: ast.AST) -> set[ast.AST]:
    blocks = [
        node for node in ast.walk(tree) if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)
    ]
    return {inner for block in blocks for statement in block.body for inner in ast.walk(statement)}


def _targets(node: ast.AST, package: str, known: dict[str, Path]) -> Iterator[str]:
    """Yield the modules that an import statement in `package` names."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        base = node.module or ""
        if node.level:
            above = package.split(".")[: len(package.split(".")) - node.level + 1]
            base = ".".join([*above, base]).rstrip(".")
        for alias in node.names:
            submodule = f"{base}.{alias.name}"
            yield submodule if submodule in known else base


def room(module: str) -> str:
    """Return the room a dotted name belongs to: "opstap.desk.views.today" → "desk"."""
    return module.split(".")[1] if module.count(".") else ""


def _step(module: str) -> int | None:
    parts = module.split(".")
    return STEPS.get(parts[2]) if len(parts) > 2 else None


def between_rooms(imports: list[Import]) -> list[Import]:
    """Return those imports that cross from one room of opstap into another."""
    return [
        one
        for one in imports
        if one.target.startswith("opstap.")
        and room(one.importer) not in ABOVE_ALL | {""}
        and room(one.importer) != room(one.target)
    ]


def rightward(imports: list[Import]) -> list[str]:
    """Return the imports of a room that stands further right, or of what ties the rooms together.

    A name that only the type checker reads, as the user in `by: User`, binds nobody.
    """
    return [
        str(one)
        for one in between_rooms(imports)
        if not one.typing_only
        and (room(one.target) not in ORDER or ORDER.index(room(one.target)) > ORDER.index(room(one.importer)))
    ]


def trespassing(imports: list[Import]) -> list[str]:
    """Return the imports of another room's views, forms and the like."""
    return [
        str(one)
        for one in between_rooms(imports)
        if room(one.target) != KIT and PRIVATE & set(one.target.split(".")[2:3])
    ]


def upside_down(imports: list[Import]) -> list[str]:
    """Return the imports inside a room that go up its steps, as a model that imports a form."""
    steps = [
        (one, _step(one.importer), _step(one.target))
        for one in imports
        if room(one.importer) == room(one.target)
    ]
    return [
        str(one) for one, lower, upper in steps if lower is not None and upper is not None and upper > lower
    ]


def circle(imports: list[Import]) -> list[str]:
    """Return the modules of one circle, if there is any. What only the type checker sees may turn back."""
    graph: dict[str, set[str]] = {}
    for one in imports:
        if not one.typing_only and one.target != one.importer:
            graph.setdefault(one.importer, set()).add(one.target)
    try:
        graphlib.TopologicalSorter(graph).prepare()
    except graphlib.CycleError as error:
        return list(error.args[1])
    return []


def impure(imports: list[Import], pure: set[str]) -> list[str]:
    """Return the imports of Django, or of anything impure of ours, in the modules and packages `pure`."""

    def is_pure(module: str) -> bool:
        return any(module == name or module.startswith(f"{name}.") for name in pure)

    return [
        str(one)
        for one in imports
        if is_pure(one.importer)
        and (
            one.target.split(".")[0] == "django"
            or (one.target.startswith("opstap.") and not is_pure(one.target))
        )
    ]


def unlocked(imports: list[Import], dependencies: set[str]) -> list[str]:
    """Return the imports of packages that are there by chance, or only for testing.

    `dependencies`: names of distributions, as "django-htmx". What only the type checker reads may be absent.
    """
    owners = importlib.metadata.packages_distributions()
    found = []
    for one in imports:
        top = one.target.split(".")[0]
        given = {re.sub(r"[-_.]+", "-", owner).lower() for owner in owners.get(top, [])}
        if (
            top not in sys.stdlib_module_names | {"opstap"}
            and not one.typing_only
            and not given & dependencies
        ):
            found.append(str(one))
    return found


def rightward_relations(package: Path) -> list[str]:
    """Return the relations to a model further right that are written as text: ForeignKey("desk.Visit")."""
    return [
        f"{name} relates to {other}"
        for name, path in sorted(modules(package).items())
        if room(name) in ORDER and ".migrations." not in name
        for other in _related_rooms(ast.parse(path.read_text(encoding="utf-8")))
        if other in ORDER and ORDER.index(other) > ORDER.index(room(name))
    ]


def _related_rooms(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not node.args or not isinstance(node.func, ast.Attribute):
            continue
        first = node.args[0]
        names_a_model = node.func.attr in RELATIONS | {"get_model"}
        if names_a_model and isinstance(first, ast.Constant) and isinstance(first.value, str):
            yield first.value.split(".")[0]

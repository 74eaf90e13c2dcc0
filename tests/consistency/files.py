"""The files of the repository: whose they are, what they name, and where they stand."""

import ast
import re
import subprocess
import tomllib
from pathlib import Path

# Written in two halves, so that this file does not find itself.
HOSTS = (
    "registry." + "npmjs.org",
    "files.python" + "hosted.org",
    "pypi." + "org",
    "registry." + "yarnpkg.com",
)
MACHINE_FOLDERS = ("work", "root", "home", "tmp", "Users")
MACHINE_PATH = re.compile(rf"(?<![\w.:/$}}~*-])/(?:{'|'.join(MACHINE_FOLDERS)})/[\w.-]+")
THIRD_PARTY = re.compile(
    r"(^|/)(vendor|node_modules|site-packages)/|\.min\.(js|css)$|\.(woff2?|ttf|otf|eot|whl)$"
    r"|(^|/)(htmx|leaflet|bootstrap|jquery|axe)[\w.-]*\.(js|css)$"
)
BINARY = {".png", ".jpg", ".webp", ".ico", ".xlsx", ".xls", ".ods", ".gz", ".zip"}

# An app has at most these. A file that grows past 400 lines becomes a folder of the same name.
ROOM_PARTS = {
    "__init__", "apps", "models", "services", "permissions", "forms", "views", "urls", "figures", "api",
    "acts", "admin", "management", "migrations", "own_data", "retention", "templates", "__pycache__",
}  # fmt: skip
# What a room has besides: engines and pure packages, named for what they do. An entry here is a decision.
OWN_PARTS: dict[str, set[str]] = {
    "credentials": {"adapter", "fetching", "given", "identifiers", "keyring", "reading"}
    | {"pictures", "reasons", "rules", "status", "tokens", "trust", "verifying"},
    "accounts": {"adapter", "backends", "devices", "directory", "encryption", "middleware", "passwords"}
    | {"sessions"},
    "territory": {"alike", "geo", "lookup", "facts", "outlines", "places", "sources", "streets"},
    "spaces": {"completeness", "facts", "hours", "hours_words", "links", "merging", "status", "status_words"}
    | {"building", "building_words", "easy", "interruptions", "photos", "sending", "stops", "trail"}
    | {"along", "reserved", "said", "splitting", "week_words", "welcome"},
    "keeping": {"backup", "merging", "seal_words", "warning"},
    "coverage": {
        "briefing",
        "comparing",
        "drawing",
        "engine",
        "exports",
        "outcome",
        "planning",
        "reach",
        "rules",
        "showing",
        "times",
        "what_if",
        "words",
    },
    "desk": {"merging", "splitting", "middleware", "codes", "consent"},
    "census": {"charts", "exports", "facts", "indicators", "merging", "own", "report", "showing"},
    "label": {
        "comparing",
        "criteria_table",
        "deadlines",
        "forecast",
        "letter",
        "linking",
        "merging",
        "measuring",
        "pieces",
        "poster",
    }
    | {"scanning", "schemes", "showing", "showing_files", "showing_rules", "state_words", "transitions"}
    | {"words"},
    "network": {"in_use", "licences", "linking", "merging", "searching", "starter"},
    "finder": {"display", "papers", "search", "tongues"},
    "exchange": {"merging", "open_data", "reading", "words"},
    "demonstration": {"region"},
}
# The web kit of all rooms has parts of its own, but no drawer either.
KIT = "core"
DRAWERS = {"utils", "util", "helpers", "common", "misc", "tools", "shared", "base"}

MOST_DEPENDENCIES = 30
DEPENDENCY = re.compile(r'^\s*"[^"]+",\s*#\s*\S.{5,}$')


def tracked(root: Path) -> list[Path]:
    """Return the files git keeps, or would keep with the next `git add`."""
    command = [
        "git",
        "-c",
        "safe.directory=*",
        "-C",
        str(root),
        "ls-files",
        "-z",
        "--cached",
        "--others",
        "--exclude-standard",
    ]
    names = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split("\0")
    return [root / name for name in names if name and (root / name).is_file()]


def of_others(names: list[str]) -> list[str]:
    """Return those files that others wrote: fetched at set-up, never committed."""
    return [name for name in names if THIRD_PARTY.search(name)]


def of_one_machine(text: str) -> list[str]:
    """Return the registry hosts and the absolute paths of somebody's machine that a text names."""
    return [host for host in HOSTS if host in text] + MACHINE_PATH.findall(text)


def out_of_place(package: Path) -> list[str]:
    """Return what stands in a room and is no part of a room."""
    rooms = [path.parent for path in sorted(package.glob("*/apps.py")) if path.parent.name != KIT]
    drawers = [path for path in sorted((package / KIT).rglob("*.py")) if path.stem in DRAWERS]
    return [str(path.relative_to(package)) for path in drawers] + [
        f"{room.name}/{part.name}"
        for room in rooms
        for part in sorted(room.iterdir())
        if part.name.partition(".")[0] not in ROOM_PARTS | OWN_PARTS.get(room.name, set())
    ]


def long_functions(source: str, most: int) -> list[str]:
    """Return the functions of a module that have more than `most` lines."""
    return [
        f"{node.name}: {node.end_lineno - node.lineno + 1} lines"
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno is not None
        and node.end_lineno - node.lineno >= most
    ]


def dependency_faults(pyproject: str) -> list[str]:
    """Return what is wrong with the list of dependencies: too many, or one without a reason beside it."""
    wanted = tomllib.loads(pyproject)["project"]["dependencies"]
    block = pyproject.split("\ndependencies = [\n", 1)[1].split("\n]", 1)[0]
    faults = [f"no reason: {line.strip()}" for line in block.splitlines() if not DEPENDENCY.match(line)]
    if len(wanted) > MOST_DEPENDENCIES:
        faults.append(f"{len(wanted)} dependencies, {MOST_DEPENDENCIES} at most")
    return faults


def read_lock(text: str) -> dict[str, set[str]]:
    """Return "name==version" → hashes of a requirements file; a file without hashes gives empty sets."""
    locked: dict[str, set[str]] = {}
    for entry in re.split(r"\n(?=\S)", text.strip()):
        requirement = re.split(r"[ ;\\]", entry, maxsplit=1)[0]
        locked[requirement] = set(re.findall(r"--hash=(sha256:[0-9a-f]{64})", entry))
    return locked


def plain_name(requirement: str) -> str:
    """Return the name in a requirement, as indexes write it: "Django~=5.2" → "django"."""
    return re.sub(r"[-_.]+", "-", re.split(r"[\[~=<>!; ]", requirement, maxsplit=1)[0]).lower()

"""The rooms know each other in one direction only (docs/architecture.md)."""

import textwrap
import tomllib
from pathlib import Path

import pytest

import opstap
from tests.consistency import files, imports

PACKAGE = Path(opstap.__file__).parent
PYPROJECT = PACKAGE.parent / "pyproject.toml"

# Pure: usable without Django, a database or settings.
PURE = {
    "opstap.core.ids",
    "opstap.core.likeness",
    "opstap.core.vocabularies",
    "opstap.coverage.engine",
    "opstap.exchange.reading",
    "opstap.spaces.hours",
    "opstap.territory.geo",
}


@pytest.fixture(scope="module")
def ours() -> list[imports.Import]:
    return imports.read_imports(PACKAGE)


@pytest.fixture
def crooked(tmp_path: Path) -> Path:
    """A package in which everything is wrong."""
    package = tmp_path / "opstap"
    files = {
        "__init__.py": "",
        "core/__init__.py": "",
        "core/ids.py": "from django.db import models\nfrom opstap.core import clock",
        "core/clock.py": "def now():\n    from . import ids",
        "core/models.py": 'import opstap.desk.models\nmodels.ForeignKey("desk.Visit", models.CASCADE)',
        "desk/__init__.py": "",
        "desk/models.py": "from .forms import VisitForm",
        "desk/forms.py": "from opstap.core import ids",
        "finder/views.py": """
            from typing import TYPE_CHECKING
            from opstap.desk.views import today
            if TYPE_CHECKING:
                from opstap.exchange import models
            """,
        "finder/urls.py": "import opstap.urls",
    }
    for name, text in files.items():
        (package / name).parent.mkdir(parents=True, exist_ok=True)
        (package / name).write_text(textwrap.dedent(text))
    return package


def test_rooms_know_only_rooms_before_them(ours: list[imports.Import]) -> None:
    assert imports.rightward(ours) == []


def test_a_room_after_is_found(crooked: Path) -> None:
    assert imports.rightward(imports.read_imports(crooked)) == [
        "opstap.core.models imports opstap.desk.models",
        "opstap.finder.urls imports opstap.urls",
    ]


def test_every_room_has_its_place_in_the_order() -> None:
    rooms = {path.parent.name for path in PACKAGE.glob("*/apps.py")}

    assert rooms - set(imports.ORDER) == set()


def test_models_relate_only_to_models_before_them() -> None:
    assert imports.rightward_relations(PACKAGE) == []


def test_a_relation_to_a_model_after_is_found(crooked: Path) -> None:
    assert imports.rightward_relations(crooked) == ["opstap.core.models relates to desk"]


def test_views_and_forms_of_another_room_are_never_used(ours: list[imports.Import]) -> None:
    assert imports.trespassing(ours) == []


def test_use_of_another_rooms_views_is_found(crooked: Path) -> None:
    assert imports.trespassing(imports.read_imports(crooked)) == [
        "opstap.finder.views imports opstap.desk.views"
    ]


def test_inside_a_room_nothing_imports_upwards(ours: list[imports.Import]) -> None:
    assert imports.upside_down(ours) == []


def test_an_import_upwards_is_found(crooked: Path) -> None:
    assert imports.upside_down(imports.read_imports(crooked)) == [
        "opstap.desk.models imports opstap.desk.forms"
    ]


def test_there_is_no_circle(ours: list[imports.Import]) -> None:
    assert imports.circle(ours) == []


def test_a_circle_is_found_even_inside_a_function(crooked: Path) -> None:
    assert set(imports.circle(imports.read_imports(crooked))) == {"opstap.core.clock", "opstap.core.ids"}


def test_only_packages_that_are_shipped_are_imported(ours: list[imports.Import]) -> None:
    wanted = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["project"]["dependencies"]

    assert imports.unlocked(ours, {files.plain_name(one) for one in wanted}) == []


def test_a_package_that_is_there_only_for_testing_is_found() -> None:
    sample = [
        imports.Import("opstap.a", name) for name in ("json", "django.db", "pytest", "opstap.b", "nowhere")
    ]

    assert imports.unlocked(sample, {"django"}) == ["opstap.a imports pytest", "opstap.a imports nowhere"]


def test_pure_packages_stand(ours: list[imports.Import]) -> None:
    assert PURE - set(imports.modules(PACKAGE)) == set()


def test_pure_packages_know_nothing_of_django(ours: list[imports.Import]) -> None:
    assert imports.impure(ours, PURE) == []


def test_impurity_is_found(crooked: Path) -> None:
    assert imports.impure(imports.read_imports(crooked), {"opstap.core.ids"}) == [
        "opstap.core.ids imports django.db",
        "opstap.core.ids imports opstap.core.clock",
    ]

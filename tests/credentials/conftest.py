from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache

from tests.credentials.badges import Issuer


@pytest.fixture
def issuer() -> Issuer:
    return Issuer()


@pytest.fixture
def data_folder(settings: Any, tmp_path: Path) -> Iterator[Path]:
    """A data folder of its own, without keys."""
    settings.DATA_DIR = tmp_path
    cache.clear()
    yield tmp_path
    cache.clear()

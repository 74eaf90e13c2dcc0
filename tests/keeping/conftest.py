"""Every test has a data folder of its own: the journal of erasures lies in it."""

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def data_dir(tmp_path: Path, settings: Any) -> Path:
    settings.DATA_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "files"
    return tmp_path

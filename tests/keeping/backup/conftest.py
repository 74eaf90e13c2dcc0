"""An installation whose database is that of the tests, and whose folder is the test's own."""

from dataclasses import replace
from pathlib import Path

import pytest

from opstap.keeping.backup import installation
from opstap.keeping.backup.installation import Installation


@pytest.fixture
def here(tmp_path: Path) -> Installation:
    """With two files, a key and a journal of one line."""
    data = tmp_path / "here"
    (data / "files" / "imports").mkdir(parents=True)
    (data / "files" / "imports" / "liste.csv").write_text("a;b")
    (data / "files" / "logo.png").write_bytes(bytes(range(256)))
    (data / "secret_key").write_text("kept secret")
    (data / "erasures.jsonl").write_text('{"erased": 1}\n')
    return replace(installation.here(), data=data, files=data / "files")

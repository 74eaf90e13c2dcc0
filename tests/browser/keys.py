"""A keyboard and nothing else."""

import pytest
from playwright.sync_api import Page

MOST_STEPS = 80


def tab_to(page: Page, selector: str) -> None:
    for _ in range(MOST_STEPS):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    pytest.fail(f"the Tab key does not reach {selector}")

"""The map in a browser: one command, `.venv/bin/python -m benchmarks.map`.

Fills a database in a temporary folder with 20,000 and 60,000 invented places, starts `opstap serve` and opens
a list with its map in a headless Chromium whose processor is slowed down four times, as a phone's. Prints
what the map loaded, when its first marks stood there, and the longest task of the page (how long it did not
answer a finger), with a worker and in a browser that has none. Ends by itself, and only what it started.
"""

import argparse
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from benchmarks.installation import Installation, installation
from benchmarks.machine import machine
from tests.browser.chromium import FLAGS, executable

SIZES = (20_000, 60_000)
SLOWED = 4
HEADS = (
    "places",
    "browser",
    "loaded by the map, kB",
    "marks after ms",
    "longest task ms",
    "its other tasks over 50 ms",
)
WATCH = """window.tasks = []; new PerformanceObserver(list => {
  for (const one of list.getEntries()) tasks.push(Math.round(one.duration));
}).observe({ type: 'longtask', buffered: true })"""
WITHOUT = "delete window.Worker"


def seen(browser: Browser, made: Installation, script: str) -> dict[str, Any]:
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, device_scale_factor=2, has_touch=True
    )
    page = context.new_page()
    loaded: list[Any] = []
    page.on("requestfinished", lambda one: loaded.append(one) if "/find/" in one.url else None)
    for one in (WATCH, script):
        page.add_init_script(one)
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
    page.goto(f"http://localhost:{made.port}/fr/find/?where=1080&map=1")
    page.locator(".map-mark button").first.wait_for()
    after = page.evaluate("Math.round(performance.now())")
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(2000)
    tasks = sorted(page.evaluate("tasks"), reverse=True)
    bytes_ = sum(one.sizes()["responseBodySize"] for one in loaded if "map=1" not in one.url)
    context.close()
    return {"kB": bytes_ / 1000, "after": after, "tasks": tasks}


def measure(count: int, browser: Browser) -> None:
    with installation("sqlite") as made:
        made.prepare("benchmarks.places", str(count))
        made.start("--no-worker", "--processes", "2")
        seen(browser, made, "")  # the server has everything ready
        for name, script in (("with a worker", ""), ("without workers", WITHOUT)):
            found = seen(browser, made, script)
            longest, *others = found["tasks"] or [0]
            cells = (f"{count:,}", name, f"{found['kB']:.0f}", str(found["after"]), str(longest), str(others))
            print(f"| {' | '.join(cells)} |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", type=int, nargs="*", default=SIZES, help="numbers of places")
    options = parser.parse_args()
    print(machine())
    print(f"| {' | '.join(HEADS)} |\n|---:|---|---:|---:|---:|---|")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=FLAGS)
        for count in options.sizes:
            measure(count, browser)
        browser.close()


if __name__ == "__main__":
    main()

"""`opstap import spaces|areas|shapes|streets|times FILE`: reads outside files. Its alias: opstap.cli."""

import json
import sys
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone, translation

from opstap.core.commands import PromptCommand
from opstap.coverage.models import Means
from opstap.coverage.services import keep_times
from opstap.coverage.times.bringing import read_matrix
from opstap.coverage.times.errors import MOST_KEPT, TimesError
from opstap.coverage.times.reading import LARGEST
from opstap.coverage.times.words import file_problem, line_problem
from opstap.exchange import words
from opstap.exchange.models import ImportRun
from opstap.exchange.reading import (
    Mapping,
    MappingError,
    ReadingError,
    Table,
    bytes_of,
    explain,
    load_mapping,
    mapping_named,
    read_places,
    read_table,
    recognise,
    shipped,
)
from opstap.exchange.services.areas import AreasReport, import_areas, import_shapes
from opstap.exchange.services.places import import_places
from opstap.exchange.services.streets import StreetsReport, import_streets
from opstap.territory.models import AreaKind, Network

PROBLEMS_SHOWN = 40


class Command(PromptCommand):
    help = "Import places, areas, shapes, streets or times from a file."

    def add_arguments(self, parser: CommandParser) -> None:
        what = parser.add_subparsers(dest="what", required=True, metavar="spaces|areas|shapes|streets|times")
        spaces = what.add_parser("spaces", help="places, from CSV, XLSX, JSON or GeoJSON")
        spaces.add_argument("file", type=Path)
        spaces.add_argument("--source", help="name of the source (default: the mapping's); part of the keys")
        spaces.add_argument("--network", help="network that the places join (default: by territory)")
        spaces.add_argument("--mapping", help="a mapping file, or the name of a shipped mapping")
        areas = what.add_parser("areas", help="areas with their figures, from CSV")
        areas.add_argument("file", type=Path)
        areas.add_argument("--country", default="BE", help="two letters (default BE)")
        areas.add_argument("--kind", default=AreaKind.MUNICIPALITY, choices=AreaKind.values)
        areas.add_argument("--source", default="", help="where the figures come from")
        shapes = what.add_parser("shapes", help="outlines of areas, from GeoJSON")
        shapes.add_argument("file", type=Path)
        shapes.add_argument("--country", default="BE", help="two letters (default BE)")
        shapes.add_argument("--kind", default=AreaKind.MUNICIPALITY, choices=AreaKind.values)
        shapes.add_argument("--code-property", default="code", help="property that holds the official code")
        shapes.add_argument("--source", default="", help="where the outlines come from")
        streets = what.add_parser("streets", help="streets and houses, from Belgian address files (BeST)")
        streets.add_argument("files", type=Path, nargs="+", help="CSV or ZIP; all of them, each time")
        times = what.add_parser("times", help="times from areas to places, from CSV: area, place, minutes")
        times.add_argument("file", type=Path)
        times.add_argument(
            "--network", help="whose times they are; not needed where there is only one network"
        )
        times.add_argument("--means", required=True, choices=Means.values)
        times.add_argument("--source", required=True, help="who calculated them, with what, at which time")
        times.add_argument("--dated", required=True, type=date.fromisoformat, help="of which day: 2026-11-03")
        for part in (spaces, areas, shapes, streets, times):
            part.add_argument("--dry-run", action="store_true", help="read and report, write nothing")
            part.add_argument("--json", action="store_true", help="the report as JSON")

    def handle(self, *_args: Any, what: str, **options: Any) -> None:
        with translation.override("en"):
            try:
                getattr(self, f"_{what}")(options)
            except ReadingError as error:
                self._fail(options, "reading", error, words.reading_error(error))
            except MappingError as error:
                self._fail(options, "mapping", error, words.mapping_error(error))

    def _spaces(self, options: dict[str, Any]) -> None:
        network = self._network(options["network"])
        table = read_table(options["file"])
        mapping = self._mapping(table, options)
        source = options["source"] or mapping.name
        run = import_places(
            read_places(table, mapping, source=source, progress=self._progress("read", options)),
            source=source,
            file_name=options["file"].name,
            language=mapping.language,
            network=network,
            dry_run=options["dry_run"],
            progress=self._written(len(table.rows), options),
        )
        self._report_places(run, mapping, options)

    def _mapping(self, table: Table, options: dict[str, Any]) -> Mapping:
        given = options["mapping"]
        if given:
            return mapping_named(given) if given in shipped() else load_mapping(given)
        found = recognise(table)
        if found is None:
            self._explain(table, options)
        return found  # type: ignore[return-value]  # _explain raises

    def _explain(self, table: Table, options: dict[str, Any]) -> None:
        """An unknown file: name its columns, say what a mapping needs, offer a draft."""
        unknown = explain(table)
        if options["json"]:
            answer = {"error": "unknown-file", "columns": unknown.columns, "guesses": unknown.guesses}
            self.stdout.write(json.dumps({**answer, "draft": unknown.draft_toml}, ensure_ascii=False))
            raise SystemExit(1)
        raise CommandError(
            "No shipped mapping knows this file. Nothing was written.\n"
            f"Its columns: {', '.join(unknown.columns)}\n"
            "A mapping says which column holds what. It needs a name, and one of: street, postcode, city, "
            "coordinates. Save this draft, mend it, and run again with --mapping FILE:\n\n"
            + unknown.draft_toml
        )

    def _areas(self, options: dict[str, Any]) -> None:
        report = import_areas(
            read_table(options["file"]),
            country=options["country"].upper(),
            kind=options["kind"],
            source=options["source"],
            dry_run=options["dry_run"],
        )
        self._report_areas(report, options)

    def _shapes(self, options: dict[str, Any]) -> None:
        report = import_shapes(
            options["file"],
            country=options["country"].upper(),
            kind=options["kind"],
            code_property=options["code_property"],
            source=options["source"],
            dry_run=options["dry_run"],
        )
        self._report_areas(report, options)

    def _streets(self, options: dict[str, Any]) -> None:
        show = self._progress("read", options)
        try:
            report = import_streets(
                options["files"],
                now=timezone.now(),
                dry_run=options["dry_run"],
                progress=lambda rows: show(rows, rows + 1),
            )
        except OSError as error:
            raise CommandError(f"Streets cannot be written: {error}. Nothing was changed.") from error
        self._report_streets(report, options)

    def _report_streets(self, report: StreetsReport, options: dict[str, Any]) -> None:
        read, built = report.read, report.built
        counts = {name: getattr(read, name) for name in ("rows", "read", "not_in_use", "refused")}
        problems = [problem.as_dict() for problem in read.problems]
        if options["json"]:
            made = {"streets": built and built.streets, "addresses": built and built.addresses}
            self.stdout.write(json.dumps({**counts, **made, "problems": problems}, ensure_ascii=False))
            return
        parts = f"{read.read} addresses + {read.not_in_use} not in use + {read.refused} refused"
        self.stdout.write(f"{read.rows} rows = {parts}")
        said = f"The finder knows {built.streets} streets now." if built else "Dry run: nothing was written."
        self.stdout.write(said)
        self._problems(problems)

    def _times(self, options: dict[str, Any]) -> None:
        """Whole or not at all, in the place of the times of the same means."""
        network = self._network(options["network"]) or self._only_network()
        try:
            matrix = read_matrix(bytes_of(options["file"], LARGEST), network)
        except TimesError as error:
            self._refuse_times(error, options)
            return
        if not options["dry_run"]:
            given = {name: options[name] for name in ("means", "source", "dated")}
            keep_times(network=network, by=None, matrix=matrix, **given)
        counts = {"pairs": matrix.pairs, "areas": len(matrix.origins), "places": len(matrix.places)}
        if options["json"]:
            said = {"network": network.slug, "means": options["means"], "dry_run": options["dry_run"]}
            self.stdout.write(json.dumps(said | counts))
            return
        dry = " (dry run: nothing was written)" if options["dry_run"] else ""
        self.stdout.write(
            f"{options['file'].name}{dry}\n{counts['pairs']} ways, from {counts['areas']} areas to "
            f"{counts['places']} places"
        )

    def _only_network(self) -> Network:
        found = list(Network.objects.all()[:2])
        if len(found) != 1:
            known = ", ".join(Network.objects.values_list("slug", flat=True)) or "none yet"
            raise CommandError(f"Name one network with --network. Known: {known}. Nothing was written.")
        return found[0]

    def _refuse_times(self, error: TimesError, options: dict[str, Any]) -> None:
        if options["json"]:
            problems = [asdict(problem) for problem in error.problems]
            said = {"error": "times", "code": error.code, "column": error.column, "refused": error.number}
            self.stdout.write(json.dumps({**said, "problems": problems}, ensure_ascii=False))
            raise SystemExit(1)
        named = [f"  {line_problem(problem)}" for problem in error.problems[:PROBLEMS_SHOWN]]
        if error.number > PROBLEMS_SHOWN:
            named.append(f"  {words.more(error.number - PROBLEMS_SHOWN)}; --json gives the first {MOST_KEPT}")
        raise CommandError("\n".join([f"{file_problem(error)} Nothing was written.", *named]))

    def _network(self, slug: str | None) -> Network | None:
        if not slug:
            return None
        network = Network.objects.filter(slug=slug).first()
        if network is None:
            known = ", ".join(Network.objects.values_list("slug", flat=True)) or "none yet"
            raise CommandError(f"There is no network {slug}. Known: {known}. Nothing was written.")
        return network

    def _report_places(self, run: ImportRun, mapping: Mapping, options: dict[str, Any]) -> None:
        counts = {name: getattr(run, name) for name in ("rows", "created", "updated", "unchanged", "refused")}
        if options["json"]:
            report = {"source": run.source, "mapping": mapping.name, "dry_run": options["dry_run"], **counts}
            report |= {"problems": run.problems, "duplicates": run.duplicates}
            self.stdout.write(json.dumps(report, ensure_ascii=False))
            return
        self._counts(f"{run.source} ({mapping.label})", counts, options)
        self._problems(run.problems)
        if run.duplicates:
            self.stdout.write(f"Likely duplicates: {len(run.duplicates)} pairs; see Imported places.")
        if run.created and not options["dry_run"]:
            self.stdout.write("Imported places wait for confirmation: they are not public yet.")

    def _report_areas(self, report: AreasReport, options: dict[str, Any]) -> None:
        if options["json"]:
            self.stdout.write(json.dumps({**report.counts, "problems": report.problems}, ensure_ascii=False))
            return
        self._counts(options["file"].name, report.counts, options)
        self._problems(report.problems)

    def _counts(self, title: str, counts: dict[str, int], options: dict[str, Any]) -> None:
        dry = " (dry run: nothing was written)" if options["dry_run"] else ""
        parts = " + ".join(
            f"{counts[name]} {name}" for name in ("created", "updated", "unchanged", "refused")
        )
        self.stdout.write(f"{title}{dry}\n{counts['rows']} rows = {parts}")

    def _problems(self, problems: list[dict[str, Any]]) -> None:
        ordered = sorted(problems, key=lambda problem: problem["severity"] != "refused")
        for problem in ordered[:PROBLEMS_SHOWN]:
            mark = "refused" if problem["severity"] == "refused" else "note"
            self.stdout.write(f"  {mark}: {words.row_problem(problem)}")
        if len(ordered) > PROBLEMS_SHOWN:
            self.stdout.write(f"  {words.more(len(ordered) - PROBLEMS_SHOWN)}; --json gives all")

    def _progress(self, verb: str, options: dict[str, Any]) -> Any:
        """On a terminal one line that counts; silent in pipes and with --json."""
        if options["json"] or not sys.stderr.isatty():
            return lambda *_: None

        def show(done: int, total: int) -> None:
            self.stderr.write(f"\r{verb} {done} of {total} rows", ending="\n" if done >= total else "")
            self.stderr.flush()

        return show

    def _written(self, total: int, options: dict[str, Any]) -> Any:
        show = self._progress("written", options)
        return lambda done: show(done, total)

    def _fail(self, options: dict[str, Any], kind: str, error: Any, text: str) -> None:
        if options["json"]:
            answer = {"error": kind, "code": error.code, "detail": error.detail, "message": text}
            self.stdout.write(json.dumps(answer, ensure_ascii=False, default=str))
            raise SystemExit(1)
        raise CommandError(f"{text} Nothing was written.")

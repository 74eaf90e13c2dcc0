"""`opstap plan NETWORK --aim norm --budget 12 …`: the planner without a page; nothing is kept."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone, translation

from opstap.core.commands import PromptCommand
from opstap.core.texts import say
from opstap.coverage.engine.errors import EngineError
from opstap.coverage.forms.plans import candidate_problem
from opstap.coverage.models import Aim
from opstap.coverage.planning.aims import find
from opstap.coverage.planning.question import Candidate, CandidateError, Question, read_candidates
from opstap.coverage.planning.solving import NoGroundError, ground_of
from opstap.coverage.times.words import is_in_minutes, unit_of, way_words, ways_words
from opstap.territory.models import Network


class Command(PromptCommand):
    help = "Where the next posts of a network go: a plan with its proof."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("network", nargs="?", help="slug; not needed where there is only one network")
        parser.add_argument("--aim", choices=Aim.values, default=Aim.NORM)
        parser.add_argument(
            "--budget",
            type=float,
            help="norm: posts in all, openings included; other aims: places with help",
        )
        parser.add_argument(
            "--anew", action="store_true", help="other aims: today's places with help need not stay"
        )
        parser.add_argument("--years", type=int, default=1, help="the budget in so many even parts")
        parser.add_argument(
            "--by-year",
            type=float,
            nargs="+",
            default=[],
            help="instead of --budget: what each year may spend",
        )
        parser.add_argument("--post-step", type=float, default=0.5)
        parser.add_argument("--max-posts", type=float, default=4.0, help="more posts at one place, at most")
        parser.add_argument(
            "--areas", action="store_true", help="a space may open in the middle of each area"
        )
        parser.add_argument("--opening-cost", type=float, default=0.5, help="of such a space, in posts")
        parser.add_argument("--candidates", type=Path, help="CSV: name, lat, lon, opening_cost")
        parser.add_argument("--seconds", type=int, default=30)
        parser.add_argument("--json", action="store_true", help="the whole answer as JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        with translation.override("en"):
            network = self._network(options["network"])
            question = self._question(options)
            try:
                answer = find(ground_of(network, question, timezone.localdate()), question)
            except EngineError as problem:
                raise CommandError(str(problem)) from problem
            except NoGroundError as problem:
                raise CommandError(f"Nothing can be planned: {problem.code}.") from problem
            self.stdout.write(json.dumps(answer, ensure_ascii=False) if options["json"] else in_words(answer))

    def _network(self, slug: str | None) -> Network:
        networks = Network.objects.select_related("area")
        found = list(networks.filter(slug=slug) if slug else networks)
        if len(found) != 1:
            known = ", ".join(Network.objects.values_list("slug", flat=True))
            raise CommandError(f"Name one network: {known or 'there is none yet'}.")
        return found[0]

    def _question(self, options: dict[str, Any]) -> Question:
        if bool(options["by_year"]) == (options["budget"] is not None):
            raise CommandError("Give --budget, or --by-year with a number for each year.")
        by_year = tuple(options["by_year"])
        options |= {"budget": sum(by_year), "years": len(by_year)} if by_year else {}
        self._refuse_nonsense(options)
        return Question(
            aim=options["aim"],
            keep=not options["anew"],
            budget=options["budget"],
            years=options["years"],
            by_year=by_year,
            post_step=options["post_step"],
            max_posts=options["max_posts"],
            opening_cost=options["opening_cost"],
            with_areas=options["areas"],
            seconds=options["seconds"],
            candidates=self._candidates(options["candidates"]),
        )

    def _refuse_nonsense(self, options: dict[str, Any]) -> None:
        if options["years"] < 1:
            raise CommandError("--years: at least 1.")
        if options["aim"] == Aim.NORM:
            return
        if options["budget"] < 1 or any(one % 1 for one in options["by_year"] or [options["budget"]]):
            raise CommandError("--budget: places are whole; give a whole number, at least 1.")
        if options["anew"] and options["years"] > 1:
            raise CommandError("--anew: places that are all chosen anew are no plan by year.")

    def _candidates(self, path: Path | None) -> tuple[Candidate, ...]:
        if path is None:
            return ()
        try:
            return read_candidates(path.read_bytes())
        except OSError as problem:
            raise CommandError(f"{path} cannot be read: {problem.strerror}.") from problem
        except CandidateError as problem:
            raise CommandError(candidate_problem(problem)) from problem


def in_words(answer: dict[str, Any]) -> str:
    """The plan in a few lines. "Optimal" only when it is proved."""
    lines = _posts(answer) if answer["aim"] == Aim.NORM else _helping(answer)
    if answer["status"] == "proved":
        lines.append("Optimal: proved.")
    else:
        gap = "unknown" if answer["gap"] is None else f"{100 * answer['gap']:.3f} %"
        most = "at least" if answer["aim"] == Aim.DISTANCE else "at most"
        lines.append(
            f"Not proved: {most} {answer['bound']:,.0f} against {answer['objective']:,.0f}, gap {gap}."
        )
    if is_in_minutes(answer["rules"]):
        lines += ways_words(answer["rules"], answer["fallback"])
    return "\n".join(lines).replace("\u00a0", " ")


def _posts(answer: dict[str, Any]) -> list[str]:
    more = answer["people"] - answer["people_before"]
    return [
        *(
            f"{say(place['names'])}: +{place['added']:g} ({place['existing']:g} there)"
            for place in answer["places"]
        ),
        f"{answer['posts']:g} posts, cost {answer['cost']:g}; {more:,.0f} people more are served.",
    ]


def _helping(answer: dict[str, Any]) -> list[str]:
    more = answer["people"] - answer["people_before"]
    lines = [f"{say(place['names'])}{' (new)' if place['is_new'] else ''}" for place in answer["places"]]
    lines += [f"Given up: {say(names)}" for names in answer["given_up"]]
    lines.append(
        f"{answer['placed']} places; {more:+,.0f} people within reach, {answer['people']:,.0f} in all."
    )
    if answer["aim"] == Aim.DISTANCE:
        unit = unit_of(answer["rules"])
        before = "unknown" if answer["mean_before"] is None else way_words(answer["mean_before"], unit)
        lines.append(f"Mean way {way_words(answer['mean'], unit)}; today {before}.")
    return lines

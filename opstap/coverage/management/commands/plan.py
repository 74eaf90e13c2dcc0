"""`opstap plan NETWORK --aim norm --budget 12 …`: the planner without a page; nothing is kept."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone, translation

from opstap.core.texts import say
from opstap.coverage.engine.errors import EngineError
from opstap.coverage.forms.plans import candidate_problem
from opstap.coverage.models import Aim
from opstap.coverage.planning.question import Candidate, CandidateError, Question, read_candidates
from opstap.coverage.planning.solving import NoGroundError, ground_of, solve
from opstap.territory.models import Network


class Command(BaseCommand):
    help = "Where the next posts of a network go: a plan with its proof."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("network", nargs="?", help="slug; not needed where there is only one network")
        parser.add_argument("--aim", choices=Aim.values, default=Aim.NORM)
        parser.add_argument("--budget", type=float, required=True, help="posts in all, openings included")
        parser.add_argument("--years", type=int, default=1)
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
                answer = solve(ground_of(network, question, timezone.localdate()), question)
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
        return Question(
            budget=options["budget"],
            years=options["years"],
            post_step=options["post_step"],
            max_posts=options["max_posts"],
            opening_cost=options["opening_cost"],
            with_areas=options["areas"],
            seconds=options["seconds"],
            candidates=self._candidates(options["candidates"]),
        )

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
    lines = [
        f"{say(place['names'])}: +{place['added']:g} ({place['existing']:g} there)"
        for place in answer["places"]
    ]
    more = answer["people"] - answer["people_before"]
    lines.append(f"{answer['posts']:g} posts, cost {answer['cost']:g}; {more:,.0f} people more are served.")
    if answer["status"] == "proved":
        lines.append("Optimal: proved.")
    else:
        gap = "unknown" if answer["gap"] is None else f"{100 * answer['gap']:.3f} %"
        lines.append(
            f"Not proved: at most {answer['bound']:,.0f} against {answer['objective']:,.0f}, gap {gap}."
        )
    return "\n".join(lines)

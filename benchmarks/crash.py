"""What kill -9 costs: one command, `.venv/bin/python -m benchmarks.crash`.

Sixteen desks note visits and help, half of them one record a request, half an outbox of 10 a request. At a
random moment everything is killed: the application (its web processes and its worker), on PostgreSQL by turns
the application, the database beneath it, or both. Then the database is held against what was acknowledged:
each acknowledged record is there exactly once, with its receipt and its audit row, and no record, receipt or
audit row stands alone. All is started again, and what was not acknowledged is sent again from the outboxes.
20 rounds on each database, at least 10,000 acknowledged records in all; bar: 0 lost, 0 double, 0 half.

A kill loses no page of the operating system's cache: a power cut is not shown by this. Stops by itself; ends
only the processes it started, by their id.
"""

import argparse
import random
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from benchmarks.clients import Client, Run, load
from benchmarks.installation import DATABASES, Installation, installation
from benchmarks.machine import machine
from benchmarks.stored import faults, stored

SPACES = 4
LONGEST_ROUND = 60.0
VICTIMS = {"sqlite": ("application",), "postgresql": ("application", "database", "both")}


@dataclass
class Outcome:
    """What the rounds on one database showed."""

    acknowledged: int = 0
    in_flight: int = 0
    faults: list[str] = field(default_factory=list)
    refused: list[object] = field(default_factory=list)


class Rounds:
    """Rounds on one installation: its clients keep their outboxes from one crash to the next."""

    def __init__(self, made: Installation, victims: tuple[str, ...], people: list[dict[str, str]]) -> None:
        self.made = made
        self.victims = victims
        self.run = Run()
        self.clients = [
            Client(who, self.run, batch=10 if number % 2 else 1, seed=number)
            for number, who in enumerate(people)
        ]
        self.outcome = Outcome()

    def crash(self, number: int, chance: random.Random, *, records: int) -> str:
        """Load until about so many records are acknowledged and a random moment more; kill, start, look."""
        victim = self.victims[number % len(self.victims)]
        self.made.start()
        killer = threading.Thread(target=self._kill_later, args=(victim, records, chance.uniform(0, 0.5)))
        killer.start()
        load(self.clients, self.made.port, seconds=LONGEST_ROUND, until=lambda: not killer.is_alive())
        killer.join()
        self._bring_back(victim)
        self._look(f"round {number + 1}, {victim} killed")
        return victim

    def finish(self) -> Outcome:
        """Send what still lies in the outboxes, and look a last time: the union of all outboxes is there."""
        self.made.start()
        for client in self.clients:
            client.source = iter(())
        load(self.clients, self.made.port, seconds=LONGEST_ROUND)
        self.made.stop()
        self._look("at the end")
        left = sum(len(client.outbox) for client in self.clients)
        unsent = self.run.sent.keys() - self.run.acknowledged.keys()
        if left or unsent:
            self.outcome.faults.append(
                f"at the end: {left} items still in outboxes, {len(unsent)} without receipt"
            )
        self.outcome.acknowledged = len(self.run.acknowledged)
        self.outcome.refused = self.run.refused
        return self.outcome

    def _kill_later(self, victim: str, records: int, pause: float) -> None:
        known, give_up = len(self.run.acknowledged), time.monotonic() + LONGEST_ROUND / 2
        while len(self.run.acknowledged) < known + records and time.monotonic() < give_up:
            time.sleep(0.01)
        time.sleep(pause)
        if victim != "application":
            self.made.kill_database()
        if victim != "database":
            self.made.kill()

    def _bring_back(self, victim: str) -> None:
        """Start the database again; an application that lost only its database must find it by itself."""
        if victim == "application":
            return
        self.made.start_database()
        if victim == "database":
            known = len(self.run.acknowledged)
            load(self.clients, self.made.port, seconds=1)
            self.made.kill()
            if len(self.run.acknowledged) == known:
                self.outcome.faults.append("the application did not find its database again")

    def _look(self, when: str) -> None:
        self.outcome.in_flight += sum(len(client.outbox) for client in self.clients)
        self.outcome.faults += [f"{when}: {fault}" for fault in faults(stored(self.made), self.run)]


def crashes(
    made: Installation,
    people: list[dict[str, str]],
    *,
    rounds: int,
    records: int,
    seed: int,
    told: Callable[[str], object],
) -> Outcome:
    """Rounds on an installation that does not run yet, about `records` acknowledged in each."""
    chance = random.Random(seed)
    all_rounds = Rounds(made, VICTIMS["postgresql" if made.cluster else "sqlite"], people)
    for number in range(rounds):
        victim = all_rounds.crash(number, chance, records=records)
        told(f"{number + 1}/{rounds}: {victim} killed; {len(all_rounds.run.acknowledged):,} acknowledged")
    return all_rounds.finish()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--databases", nargs="*", choices=DATABASES, default=DATABASES)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--records", type=int, default=260, help="acknowledged in each round, about")
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--seed", type=int, default=None)
    options = parser.parse_args()
    seed = random.randrange(10**9) if options.seed is None else options.seed
    print(f"{machine()} · seed {seed}")
    wrong = [line for database in options.databases for line in _report(database, options, seed)]
    sys.exit(1 if wrong else 0)


def _report(database: str, options: argparse.Namespace, seed: int) -> list[str]:
    """Print what was seen; the lines that must not be."""
    begin = time.monotonic()
    with installation(database) as made:
        people = made.prepare("benchmarks.people", str(SPACES), str(options.clients))
        seen = crashes(
            made,
            people,
            rounds=options.rounds,
            records=options.records,
            seed=seed,
            told=lambda line: print(f"{database} {line}", flush=True),
        )
    wrong = [*seen.faults, *(f"refused: {answer!r}" for answer in seen.refused)]
    print(
        f"{database}: {options.rounds} rounds, {seen.acknowledged:,} acknowledged, {seen.in_flight:,} in "
        f"outboxes at a crash, {len(wrong)} faults, {time.monotonic() - begin:.0f} s"
    )
    print("".join(f"  {line}\n" for line in wrong[:10]), end="")
    return wrong


if __name__ == "__main__":
    main()

"""Invented accounts, one for each kind of user, and an animator for each space."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.hashers import make_password

from opstap.accounts.models import User
from opstap.demonstration.services.region import DemoSpace
from opstap.spaces.models import Assignment, Membership, Post, Role
from opstap.territory.models import Network

PASSWORD = "opstap-demonstration"  # noqa: S105 - printed on purpose: everything here is invented
_DOMAIN = "demo.example"
_FIRST_NAMES = (
    *("Noor", "Théo", "Amina", "Wout", "Fatou", "Lucas", "Yasmin", "Bram", "Inès", "Karim", "Lotte"),
    *("Samuel", "Zeynep", "Jonas", "Mariam", "Olivier", "Anouk", "Youssef", "Elif", "Maxim", "Rosa"),
    *("Emre", "Lies", "Nabil", "Sara", "Koen", "Aïcha", "Victor", "Leila", "Daan", "Gloria", "Tom"),
)


@dataclass(frozen=True)
class Login:
    """One log-in that is printed at start."""

    email: str
    who: str


LOGINS = (
    Login(f"animator@{_DOMAIN}", "animator of La Marche: the desk"),
    Login(f"coordinator@{_DOMAIN}", "coordinator of La Marche: hours, team, figures"),
    Login(f"network@{_DOMAIN}", "network coordinator: places to confirm, network figures"),
    Login(f"region@{_DOMAIN}", "region officer: figures, secretariat of the label"),
    Login(f"committee@{_DOMAIN}", "member of the label's committee: reviews files"),
    Login(f"authority@{_DOMAIN}", "decides on the label for the authority"),
    Login(f"appeals@{_DOMAIN}", "decides on appeals"),
    Login(f"admin@{_DOMAIN}", "administrator"),
)


def greeting() -> list[str]:
    rows = [f"  {login.email:<28} {login.who}" for login in LOGINS]
    return [
        "Demonstration: everything is invented. Sign in with the password",
        f"  {PASSWORD}",
        "as",
        *rows,
        "",
    ]


def create_people(network: Network, spaces: list[DemoSpace]) -> list[User]:
    """The team: `team[n]` is the animator of space n; then the people with the other roles."""
    # Hashed once: a slow hash for each of forty accounts would take seconds.
    password = make_password(PASSWORD)
    animators = [_animator(demo, password) for demo in spaces]
    first = spaces[0].space
    others: list[tuple[str, str, dict[str, Any]]] = [
        ("coordinator", "Mieke", {"role": Role.COORDINATOR, "organisation": first.organisation}),
        ("network", "Claire", {"role": Role.NETWORK_COORDINATOR, "network": network}),
        ("region", "Pieter", {"role": Role.REGION_OFFICER, "network": network}),
        ("admin", "Alex", {"role": Role.ADMINISTRATOR}),
    ]
    staff = []
    for login, name, scope in others:
        user = User.objects.create(email=f"{login}@{_DOMAIN}", name=name, password=password)
        Membership.objects.create(user=user, **scope)
        staff.append(user)
    return animators + staff


def _animator(demo: DemoSpace, password: str) -> User:
    name = _FIRST_NAMES[demo.position % len(_FIRST_NAMES)]
    login = "animator" if demo.position == 0 else f"animator{demo.position + 1}"
    user = User.objects.create(
        email=f"{login}@{_DOMAIN}", name=name, public_name=name, password=password, language="fr"
    )
    Membership.objects.create(user=user, role=Role.ANIMATOR, space=demo.space)
    post = Post.objects.filter(space=demo.space, function="animator").first()
    if post is not None:
        Assignment.objects.create(post=post, person=user, valid_from=post.valid_from)
    return user

"""Codes of coaching series: made by chance, read aloud and typed by people, with a check character.

"K7-4M-2": no meaning, no letter that looks like a digit, hardly a word. The check character finds any one
wrong character and any two neighbours swapped: the sum of the places times their values is a multiple of 29,
a prime.
"""

import secrets

ALPHABET = "23456789BCDFGHJKMNPQRSTUVWXYZ"
LENGTH = 5
_PRIME = len(ALPHABET)
_LAST_WEIGHT_INVERSE = pow(LENGTH, -1, _PRIME)


def make() -> str:
    """A new code of five characters, the last of them the check: "K74M2"."""
    return with_check("".join(secrets.choice(ALPHABET) for _place in range(LENGTH - 1)))


def with_check(body: str) -> str:
    """Four characters and the fifth that checks them."""
    return body + ALPHABET[-_sum(body) * _LAST_WEIGHT_INVERSE % _PRIME]


def show(code: str) -> str:
    """As it is printed: "K7-4M-2"."""
    return f"{code[:2]}-{code[2:4]}-{code[4:]}"


def read(text: str) -> str:
    """The five characters of what was typed or scanned: small letters, spaces, dots and dashes do not matter.

    Raises ValueError when it is not a code, or was mistyped.
    """
    code = "".join(sign for sign in text.upper() if sign not in " -–.\u00a0")
    if len(code) != LENGTH or not set(code) <= set(ALPHABET) or _sum(code) % _PRIME:
        raise ValueError(text)
    return code


def _sum(text: str) -> int:
    return sum(place * ALPHABET.index(sign) for place, sign in enumerate(text, start=1))

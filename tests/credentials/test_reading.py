"""Unusual bytes: each is refused in words, none is read in two ways, none takes long."""

import base64
import json
import zlib
from struct import pack
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openbadgeslib import baking

from tests.credentials.badges import Issuer, refused

TINY_PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"></svg>'
GOOD = json.dumps(Issuer().badge())


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "not-json"),
        (b"\xff\xfe{", "not-json"),
        (b"hello", "not-json"),
        (b"{", "not-json"),
        (b"[]", "not-a-credential"),
        (b"null", "not-a-credential"),
        (b"{}", "not-a-credential"),
        (b'{"a": NaN}', "not-json"),
        (b'{"a": -Infinity}', "not-json"),
        (b'{"a": 1e999}', "not-json"),
        (b'{"a": ' + b"9" * 5000 + b"}", "not-json"),
        (b'{"a": 1, "a": 1}', "not-json"),
        (b'{"a": {"b": 1, "b": 2}}', "not-json"),
        (b'{"a": "\\ud800"}', "not-json"),
        (b'{"a": ' + b"[" * 60 + b"]" * 60 + b"}", "too-complex"),
        (b"[" * 100_000, "not-json"),
        (b'{"a":' * 20_000 + b"1" + b"}" * 20_000, "not-json"),
        (b" " * 10_000_000, "too-large"),
        (b'"' + b"a" * 300_000 + b'"', "too-large"),
        (b'{"type": "Assertion", "@context": "https://w3id.org/openbadges/v2"}', "not-a-credential"),
        (b'{"type": ["VerifiablePresentation"], "@context": []}', "not-a-credential"),
        (b'{"type": "EnvelopedVerifiableCredential", "id": "x"}', "proof-unsupported"),
        (b"a.b.c", "not-json"),
        (b"e30.e30.e30", "proof-unsupported"),
        (b"<html></html>", "nothing-inside"),
        (b"<svg", "nothing-inside"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><svg>&b;</svg>', "nothing-inside"),
        (SVG, "nothing-inside"),
        (TINY_PNG, "nothing-inside"),
        (TINY_PNG[:20], "nothing-inside"),
    ],
)
def test_what_is_no_credential_is_refused(data: bytes, reason: str) -> None:
    assert refused(data) == reason


def test_a_name_that_stands_twice_is_refused_however_good_the_rest() -> None:
    assert refused(GOOD[:-1] + ', "name": "Label"}') == "not-json"


def test_a_byte_order_mark_and_blanks_are_no_fault() -> None:
    assert refused(b"\xef\xbb\xbf \n" + GOOD.encode() + b"\n") is None


def test_a_badge_in_a_picture_is_found() -> None:
    png = baking.bake_png(TINY_PNG, GOOD, keyword=baking.ITXT_KEYWORD_OB3)
    svg = baking.bake_svg(
        SVG, GOOD, element=baking.SVG_ELEMENT_OB3, namespace=baking.SVG_NS_OB3, as_text=True
    )
    assert (refused(png), refused(svg)) == (None, None)


def test_a_picture_that_swells_is_refused() -> None:
    text = zlib.compress(b" " * 50_000_000)
    data = b"openbadgecredential\x00\x01\x00\x00\x00" + text
    chunk = pack("!I", len(data)) + b"iTXt" + data + pack("!I", zlib.crc32(b"iTXt" + data))
    assert refused(TINY_PNG[:33] + chunk + TINY_PNG[33:]) == "nothing-inside"


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=10,
)


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from([b"", b"<", b"<svg>", b"{", TINY_PNG[:8], TINY_PNG[:33], b"e30.e30."]),
    st.binary(max_size=300) | st.text(max_size=200).map(lambda text: text.encode(errors="replace")),
)
def test_any_bytes_are_refused_with_a_reason(begins: bytes, data: bytes) -> None:
    assert refused(begins + data) is not None


@settings(max_examples=150, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from([*json.loads(GOOD), "credentialStatus", "credentialSchema", "termsOfUse"]), anything
    )
)
def test_any_parts_are_refused_with_a_reason(parts: dict[str, Any]) -> None:
    document = {**json.loads(GOOD), **parts}
    if document != json.loads(GOOD):
        assert refused(json.dumps(document)) is not None or not any(parts.values())

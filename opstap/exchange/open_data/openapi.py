"""The OpenAPI 3.1 document of the API, built from the parameters and fields that the code itself reads."""

from importlib.metadata import version
from typing import Any

from django.conf import settings

from opstap.core import limits
from opstap.exchange.open_data import asked, software
from opstap.exchange.open_data.asked import Parameter
from opstap.exchange.open_data.files import FILES
from opstap.exchange.open_data.place import FIELDS

PROBLEM = "application/problem+json"

_PLACE = {
    "type": "object",
    "properties": {field.name: field.schema | {"description": field.meaning} for field in FIELDS},
    "required": [field.name for field in FIELDS],
    "additionalProperties": False,
}
_GONE = {
    "type": "object",
    "description": "No longer public, or no longer among what was asked for: throw your copy away.",
    "properties": {
        "id": {"type": "string", "format": "uuid"},
        "state": {"const": "gone"},
        "changed_at": {"type": "string", "format": "date-time"},
    },
    "required": ["id", "state", "changed_at"],
    "additionalProperties": False,
}
_PAGE = {
    "type": "object",
    "properties": {
        "places": {
            "type": "array",
            "items": {
                "oneOf": [{"$ref": "#/components/schemas/Place"}, {"$ref": "#/components/schemas/Gone"}]
            },
        },
        "next": {
            "type": ["string", "null"],
            "format": "uuid",
            "description": "Put it into `after` for the next page; null on the last one.",
        },
        "as_of": {
            "type": "string",
            "format": "date-time",
            "description": "Of the first page: put it into `changed_since` next time.",
        },
    },
    "required": ["places", "next", "as_of"],
    "additionalProperties": False,
}
_PROGRAM = {
    "type": "object",
    "properties": {f.name: f.schema | {"description": f.meaning} for f in software.FIELDS},
    "required": [field.name for field in software.FIELDS],
    "additionalProperties": False,
}
_CATALOGUE = {
    "type": "object",
    "properties": {"programs": {"type": "array", "items": {"$ref": "#/components/schemas/Program"}}},
    "required": ["programs"],
    "additionalProperties": False,
}
_PROBLEM = {
    "type": "object",
    "description": "RFC 9457. `errors` names each parameter and says what is wrong with it.",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"parameter": {"type": "string"}, "detail": {"type": "string"}},
                "required": ["parameter", "detail"],
            },
        },
    },
    "required": ["type", "title", "status", "detail"],
}


def document() -> dict[str, Any]:
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Opstap: digital public spaces",
            "version": "1",
            "description": (
                "The published spaces of this site. Read only, without a key. "
                f"At most {limits.MOST} requests a minute; then the answer is 429 with Retry-After. "
                "Each answer has an ETag: send it back as If-None-Match and get 304 while nothing changed. "
                f"Made by Opstap {version('opstap')}."
            ),
        },
        "servers": [{"url": settings.SITE_URL}],
        "paths": {
            "/api/v1/places": {"get": _list()},
            "/api/v1/places/{id}": {"get": _one()},
            "/api/v1/software": {"get": _software()},
            "/api/v1/software/{id}": {"get": _program()},
            "/api/v1/files/{name}": {"get": _file()},
        },
        "components": {
            "schemas": {
                "Place": _PLACE,
                "Gone": _GONE,
                "Page": _PAGE,
                "Program": _PROGRAM,
                "Catalogue": _CATALOGUE,
                "Problem": _PROBLEM,
            },
            "responses": {
                "Unchanged": {"description": "Nothing changed since the answer with this ETag."},
                "Refused": _problem("A parameter cannot be taken; `errors` names it."),
                "Unknown": _problem("No published space, or no program, has this id."),
                "Gone": _problem("This space is no longer public."),
                "NotYet": _problem("The file is being written for the first time; come back."),
                "TooMany": _problem("Too many requests in a minute.")
                | {"headers": {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds."}}},
            },
        },
    }


def _list() -> dict[str, Any]:
    return {
        "operationId": "listPlaces",
        "summary": "The published spaces, page by page in the order of their ids",
        "parameters": [_parameter(one) for one in asked.PARAMETERS],
        "responses": {
            "200": _answer("A page.", "Page"),
            "304": {"$ref": "#/components/responses/Unchanged"},
            "400": {"$ref": "#/components/responses/Refused"},
            "429": {"$ref": "#/components/responses/TooMany"},
        },
    }


def _one() -> dict[str, Any]:
    uid = {"name": "id", "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}}
    return {
        "operationId": "readPlace",
        "summary": "One published space",
        "parameters": [uid],
        "responses": {
            "200": _answer("The space.", "Place"),
            "304": {"$ref": "#/components/responses/Unchanged"},
            "404": {"$ref": "#/components/responses/Unknown"},
            "410": {"$ref": "#/components/responses/Gone"},
            "429": {"$ref": "#/components/responses/TooMany"},
        },
    }


def _software() -> dict[str, Any]:
    return {
        "operationId": "listSoftware",
        "summary": "The free programs that the networks recommend, and which spaces use them",
        "parameters": [_parameter(one) for one in software.PARAMETERS],
        "responses": {
            "200": _answer("All that fit.", "Catalogue"),
            "304": {"$ref": "#/components/responses/Unchanged"},
            "400": {"$ref": "#/components/responses/Refused"},
            "429": {"$ref": "#/components/responses/TooMany"},
        },
    }


def _program() -> dict[str, Any]:
    uid = {"name": "id", "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}}
    return {
        "operationId": "readProgram",
        "summary": "One free program, also one that is no longer recommended",
        "parameters": [uid],
        "responses": {
            "200": _answer("The program.", "Program"),
            "304": {"$ref": "#/components/responses/Unchanged"},
            "404": {"$ref": "#/components/responses/Unknown"},
            "429": {"$ref": "#/components/responses/TooMany"},
        },
    }


def _file() -> dict[str, Any]:
    name = {"name": "name", "in": "path", "required": True, "schema": {"enum": list(FILES)}}
    bytes_of: dict[str, Any] = {kind.content_type.partition(";")[0]: {} for kind in FILES.values()}
    return {
        "operationId": "readFile",
        "summary": "All published spaces as one file, at most half an hour old",
        "parameters": [name],
        "responses": {
            "200": {"description": "The file.", "content": bytes_of},
            "304": {"$ref": "#/components/responses/Unchanged"},
            "404": {"$ref": "#/components/responses/Unknown"},
            "429": {"$ref": "#/components/responses/TooMany"},
            "503": {"$ref": "#/components/responses/NotYet"},
        },
    }


def _parameter(one: Parameter) -> dict[str, Any]:
    return {"name": one.name, "in": "query", "description": one.meaning, "schema": one.schema}


def _answer(meaning: str, schema: str) -> dict[str, Any]:
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
    return {"description": meaning, "content": content}


def _problem(meaning: str) -> dict[str, Any]:
    return {
        "description": meaning,
        "content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }

"""Turns errors into RFC 9457 problems, from one table. One of the five places where failures are handled."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from delivery.access.errors import KeyRefused, ScopeMissing
from delivery.case_store.errors import CaseNotReadable
from delivery.events.errors import ConsumerNotFound, CursorGone, CursorInvalid
from runtime.postgres.pool import DatabaseUnavailable
from schemas.case_number import InvalidCaseNumber
from schemas.errors import ArautoError, RefusedError

_TYPE_BASE = "urn:arauto:problem:"
_log = structlog.get_logger()


class NotFound(RefusedError):
    """There is nothing here, or nothing that this key may see."""


class ParameterRefused(RefusedError):
    """A parameter is unknown or cannot be used."""


@dataclass(frozen=True, slots=True)
class ProblemKind:
    """A row of the error table; `slug` ends the problem's type."""

    status: HTTPStatus
    slug: str
    title: str


PROBLEMS: Mapping[type[ArautoError], ProblemKind] = {
    KeyRefused: ProblemKind(HTTPStatus.UNAUTHORIZED, "key-refused", "The API key was refused"),
    ScopeMissing: ProblemKind(HTTPStatus.FORBIDDEN, "scope-missing", "The API key lacks a scope"),
    NotFound: ProblemKind(HTTPStatus.NOT_FOUND, "not-found", "Not found"),
    CaseNotReadable: ProblemKind(HTTPStatus.NOT_FOUND, "not-found", "Not found"),
    ConsumerNotFound: ProblemKind(HTTPStatus.NOT_FOUND, "not-found", "Not found"),
    ParameterRefused: ProblemKind(HTTPStatus.BAD_REQUEST, "parameter-refused", "A parameter was refused"),
    InvalidCaseNumber: ProblemKind(HTTPStatus.BAD_REQUEST, "case-number-invalid", "Not a CNJ case number"),
    CursorInvalid: ProblemKind(HTTPStatus.BAD_REQUEST, "cursor-invalid", "The cursor was refused"),
    CursorGone: ProblemKind(HTTPStatus.GONE, "cursor-gone", "The cursor is gone"),
    DatabaseUnavailable: ProblemKind(HTTPStatus.SERVICE_UNAVAILABLE, "unavailable", "Arauto is not ready"),
}
_BROKEN = ProblemKind(HTTPStatus.INTERNAL_SERVER_ERROR, "internal", "Something went wrong on our side")


def problem(kind: ProblemKind, detail: str, **more: Any) -> JSONResponse:
    """Build a problem response."""
    headers = {"www-authenticate": "Bearer"} if kind.status is HTTPStatus.UNAUTHORIZED else None
    content = {
        "type": _TYPE_BASE + kind.slug,
        "title": kind.title,
        "status": int(kind.status),
        "detail": detail,
        **more,
    }
    return JSONResponse(content, int(kind.status), headers, "application/problem+json")


def answer_error(error: ArautoError) -> JSONResponse:
    """Answer one of our own errors by the table; what is not in it is our failure."""
    kind = next((PROBLEMS[type_] for type_ in type(error).__mro__ if type_ in PROBLEMS), None)
    if kind is None:
        _log.error("request_broke", error=type(error).__name__)
        return problem(_BROKEN, "The failure was logged.")
    if kind.status is HTTPStatus.SERVICE_UNAVAILABLE:
        return problem(kind, "The database does not answer at the moment.")
    more = {"resume_cursor": error.resume_cursor} if isinstance(error, CursorGone) else {}
    return problem(kind, str(error), **more)


async def _on_our_error(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, ArautoError)
    return answer_error(error)


async def _on_validation(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    errors = [{"where": ".".join(map(str, one["loc"])), "what": one["msg"]} for one in error.errors()]
    kind = ProblemKind(HTTPStatus.BAD_REQUEST, "parameter-refused", "A parameter was refused")
    return problem(kind, "; ".join(f"{one['where']}: {one['what']}" for one in errors), errors=errors)


async def _on_http(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    status = HTTPStatus(error.status_code)
    return problem(ProblemKind(status, status.phrase.lower().replace(" ", "-"), status.phrase), str(error.detail))


async def _on_anything(request: Request, error: Exception) -> JSONResponse:
    _log.error("request_broke", route=getattr(request.scope.get("route"), "path", ""), error=type(error).__name__)
    return problem(_BROKEN, "The failure was logged.")


def add_error_handlers(app: FastAPI) -> None:
    """Make every failure of the app a problem."""
    app.add_exception_handler(ArautoError, _on_our_error)
    app.add_exception_handler(RequestValidationError, _on_validation)
    app.add_exception_handler(HTTPException, _on_http)
    app.add_exception_handler(Exception, _on_anything)

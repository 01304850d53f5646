"""`/v1/cases`: the cases that a company activated or was sent. Any other number is 404, as if never seen."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from delivery.access.keys import Access, Scope
from delivery.api.dependencies import PageQuery, PartsDependency, need, next_link, refuse_parameters
from delivery.case_store import cases
from schemas.case_number import CaseNumber

router = APIRouter(tags=["cases"])
MayRead = Annotated[Access, Depends(need(Scope.CASES_READ))]
Number = Annotated[str, Path(max_length=40, description="A CNJ case number, with or without punctuation")]


class CaseList(BaseModel):
    """Cases by number."""

    cases: list[cases.CaseSummary]


class MovementList(BaseModel):
    """Movements, newest first."""

    movements: list[cases.MovementView]


class MovementsQuery(BaseModel):
    """The parameters of a case's movements."""

    model_config = ConfigDict(extra="forbid")

    with_withdrawn: bool = Field(default=False, description="Also those that the court no longer shows")


@router.get("/cases", summary="List cases")
def list_cases(
    request: Request, response: Response, query: Annotated[PageQuery, Query()], access: MayRead, parts: PartsDependency
) -> CaseList:
    """The cases that your company activated or was sent, with their states."""
    with parts.transaction(access) as connection:
        found = cases.list_cases(connection, access.company_id, after=query.after, limit=query.limit)
    if len(found) == query.limit:
        response.headers.update(next_link(request, after=str(found[-1].case_number)))
    return CaseList(cases=found)


@router.get("/cases/{number}", summary="Read a case", dependencies=[Depends(refuse_parameters)])
def read_case(number: Number, access: MayRead, parts: PartsDependency) -> cases.CaseView:
    """A case as its courts show it: instances, parties, documents, and the state that says how fresh it is."""
    with parts.transaction(access) as connection:
        return cases.get_case(connection, CaseNumber(number), company_id=access.company_id)


@router.get("/cases/{number}/movements", summary="List a case's movements")
def list_movements(
    number: Number, query: Annotated[MovementsQuery, Query()], access: MayRead, parts: PartsDependency
) -> MovementList:
    """The movements of all instances of a case, newest first."""
    with parts.transaction(access) as connection:
        found = cases.list_movements(
            connection, CaseNumber(number), company_id=access.company_id, with_withdrawn=query.with_withdrawn
        )
    return MovementList(movements=found)

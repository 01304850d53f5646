"""`/v1/webhooks`: a company's endpoints and what waits for them. Read only; the command line changes them."""

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from delivery.access.keys import Access, Scope
from delivery.api.dependencies import PartsDependency, need, refuse_parameters
from delivery.webhooks.endpoints import EndpointSummary, list_endpoints

router = APIRouter(tags=["webhooks"])


class WebhookList(BaseModel):
    """Endpoints, oldest first."""

    webhooks: list[EndpointSummary]


@router.get("/webhooks", summary="List webhook endpoints", dependencies=[Depends(refuse_parameters)])
def list_webhooks(access: Annotated[Access, Depends(need(Scope.WEBHOOKS_READ))], parts: PartsDependency) -> WebhookList:
    """Your company's endpoints with their state, what waits for them, the last error and the next attempt."""
    with parts.transaction(access) as connection:
        return WebhookList(webhooks=list_endpoints(connection, access.company_id))

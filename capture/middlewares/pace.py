"""Lets a request through when its host's pacer and the day's budget give it a turn."""

from scrapy import Request
from scrapy.http import Response

from capture.errors import VisitReleased
from capture.meters import Meter, meter_of
from capture.pacing import Turn

_TURN = "court_turn"
_METER = "court_meter"


class PaceMiddleware:
    """Asks the meter of the request's host in `request.meta["court_meters"]`, and tells its pacer how it went."""

    async def process_request(self, request: Request) -> None:
        """Raises VisitReleased when the court may not be asked, or the day's budget is spent."""
        meter = meter_of(request.url, request.meta["court_meters"])
        await meter.budget.spend()
        try:
            request.meta[_TURN] = await meter.pacer.take(request.meta["court_gate"])
        except VisitReleased:
            meter.budget.refund()
            raise
        request.meta[_METER] = meter

    def process_response(self, request: Request, response: Response) -> Response:
        self._give_back(request, response.status)
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        self._give_back(request, None)

    def _give_back(self, request: Request, status: int | None) -> None:
        turn: Turn | None = request.meta.pop(_TURN, None)
        meter: Meter | None = request.meta.pop(_METER, None)
        if turn is not None and meter is not None:
            meter.pacer.give_back(turn, status)

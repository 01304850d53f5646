"""Lets a request through when its court's pacer and the day's budget give it a turn."""

from scrapy import Request
from scrapy.http import Response

from capture.budgets import DayBudget
from capture.errors import VisitReleased
from capture.pacing import Pacer, Turn

_TURN = "court_turn"


class PaceMiddleware:
    """Asks `request.meta["court_budget"]`, then `request.meta["court_pacer"]`, and tells the pacer how it went."""

    async def process_request(self, request: Request) -> None:
        """Raises VisitReleased when the court may not be asked, or the day's budget is spent."""
        budget: DayBudget = request.meta["court_budget"]
        pacer: Pacer = request.meta["court_pacer"]
        await budget.spend()
        try:
            request.meta[_TURN] = await pacer.take(request.meta["court_gate"])
        except VisitReleased:
            budget.refund()
            raise

    def process_response(self, request: Request, response: Response) -> Response:
        self._give_back(request, response.status)
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        self._give_back(request, None)

    def _give_back(self, request: Request, status: int | None) -> None:
        turn: Turn | None = request.meta.pop(_TURN, None)
        if turn is not None:
            request.meta["court_pacer"].give_back(turn, status)

"""Follows redirects as Scrapy does; the Referer that a spider set stays as it is."""

from scrapy import Request
from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from scrapy.http import Response


class CourtRedirectMiddleware(RedirectMiddleware):
    """Each redirect passes all other middlewares again, the check of hosts first."""

    def handle_referer(self, request: Request, response: Response) -> None:
        return None

"""Cookies of court sessions: one jar per worker, thrown away when the session went wrong.

Scrapy's own middleware fetches a list of public suffixes from the internet; declared hosts make that list needless.
"""

from scrapy import Request
from scrapy.http import Response
from scrapy.http.cookies import CookieJar

JAR = "court_jar"


class SessionMiddleware:
    """Keeps the cookies of `request.meta["court_jar"]`, a CookieJar that its owner replaces at will."""

    def process_request(self, request: Request) -> None:
        jar: CookieJar = request.meta[JAR]
        request.headers.pop("Cookie", None)
        jar.add_cookie_header(request)

    def process_response(self, request: Request, response: Response) -> Response:
        jar: CookieJar = request.meta[JAR]
        if "Set-Cookie" in response.headers:
            jar.extract_cookies(response, request)
        return response

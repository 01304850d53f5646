"""`python -m tests.benchmarks.plain_scrapy CONCURRENCY`: Scrapy as it comes fetches the addresses on standard input.

It reads nothing in the pages and waits for nobody. Prints the seconds that it took and the bytes that came.
"""

import json
import sys
import time
from collections.abc import AsyncIterator
from typing import Any

from scrapy import Request, Spider
from scrapy.crawler import CrawlerProcess
from scrapy.http import Response


class PlainSpider(Spider):
    """Fetches a list of addresses."""

    name = "plain"

    def __init__(self, addresses: list[str], **arguments: Any) -> None:
        super().__init__(**arguments)
        self.addresses = addresses
        self.received = self.answers = 0
        self.began = 0.0
        self.ended = 0.0

    async def start(self) -> AsyncIterator[Any]:
        self.began = time.perf_counter()
        for address in self.addresses:
            yield Request(address, dont_filter=True)

    def parse(self, response: Response, **_: Any) -> None:
        self.received += len(response.body)
        self.answers += 1
        self.ended = time.perf_counter()


def main() -> None:
    """Fetch them all with the given concurrency."""
    addresses, concurrency = sys.stdin.read().split(), int(sys.argv[1])
    process = CrawlerProcess(
        {
            "CONCURRENT_REQUESTS": concurrency,
            "CONCURRENT_REQUESTS_PER_DOMAIN": concurrency,
            "DOWNLOAD_DELAY": 0,
            "ROBOTSTXT_OBEY": False,
            "TELNETCONSOLE_ENABLED": False,
            "LOG_ENABLED": False,
        }
    )
    crawler = process.create_crawler(PlainSpider)
    process.crawl(crawler, addresses=addresses)
    process.start()
    spider = crawler.spider
    if not isinstance(spider, PlainSpider) or spider.answers != len(addresses):
        sys.exit("Scrapy did not fetch every page")
    sys.stdout.write(json.dumps({"seconds": spider.ended - spider.began, "bytes": spider.received}))


if __name__ == "__main__":
    main()

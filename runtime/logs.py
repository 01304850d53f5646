"""Structured logs on standard error: the event name is a constant, facts are fields.

Identifiers and hashes only: names of parties, CPF and page text never go to a log.
"""

import logging
import sys
from typing import Literal

import structlog


def configure_logs(log_format: Literal["console", "json"], level: str, *, stage: str) -> None:
    """Set up logging of this process; the standard library's loggers end in the same place."""
    number = getattr(logging, level.upper())
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer() if log_format == "json" else structlog.dev.ConsoleRenderer(colors=False)
    )
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[*shared, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared, processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer]
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    logging.basicConfig(handlers=[handler], level=max(number, logging.WARNING), force=True)
    # While a database restarts, the pool's own warnings repeat what our retries say.
    logging.getLogger("psycopg.pool").setLevel(logging.ERROR)
    structlog.contextvars.bind_contextvars(stage=stage)

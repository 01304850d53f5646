"""With which spiders the archive is read: those that today's settings and credentials make."""

from capture.court_list import build_courts
from capture.credentials import read_credentials
from capture.reparse import Spiders
from monitor_config.tribunals import read_tribunal_policies
from runtime.services import Installation


def archive_spiders(opened: Installation) -> Spiders:
    """Return them by tribunal and system; asking the archive costs no court a request."""
    settings = opened.settings
    with opened.database.transaction() as connection:
        credentials = read_credentials(connection, opened.secrets)
    courts = build_courts(settings, read_tribunal_policies(settings.tribunals_file), credentials)
    return {court.tribunal: {spider.system: spider for spider in court.routes} for court in courts}

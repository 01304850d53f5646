"""Why a measurement says nothing."""


class BenchmarkFailed(Exception):
    """What was to be measured did not do its work."""

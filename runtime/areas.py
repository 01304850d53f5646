"""The packages that own tables, in the order in which their migrations run (foreign keys point up this list)."""

MIGRATION_AREAS = (
    "runtime",
    "runtime.stream",
    "monitor_config",
    "capture",
    "matcher",
    "delivery.access",
    "delivery.case_store",
    "delivery.quotas",
    "delivery.events",
    "delivery.monitoring",
    "delivery.webhooks",
)

"""eproc: the system of the fourth region's federal courts, used by many state courts."""

"""Measurements that `arauto bench` runs from a checkout. Not tests: they print figures and judge nothing."""

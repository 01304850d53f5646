"""Fictional tribunals over HTTP, with a scripted calendar: e-SAJ, PJe and DataJud in the shape of the real pages.

Imports nothing of the product but `schemas.case_number`, so that it cannot confirm the product's own mistakes.
"""

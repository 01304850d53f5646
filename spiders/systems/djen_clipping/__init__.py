"""Clippings of the national gazette that lawyers receive: a printed PDF turned into text."""

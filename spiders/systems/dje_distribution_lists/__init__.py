"""Gazettes of the e-SAJ tribunals (DJE): their lists of distribution, which they print as PDF."""

"""DJEN, the CNJ's national gazette: communications of all tribunals, and their lists of distribution."""

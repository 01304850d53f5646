"""TJMT's own application with its REST service: its answers are read, its site is not visited."""

"""TJRJ's older portal ("Consulta Unificada"), replaced since: its saved pages are read, its site is not visited."""

"""DataJud, the CNJ's public API: headers and movements of all tribunals, without parties."""

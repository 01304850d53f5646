"""STJ: the page of a case with its phases, found by unique number or register number."""

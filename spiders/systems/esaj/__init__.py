"""The e-SAJ system (Softplan) of state courts: first and second degree, current and old layout."""

"""TJSP's mobile API: another way to what its e-SAJ shows."""

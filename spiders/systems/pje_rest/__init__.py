"""PJe's public consultation as an app with a REST service (TJDFT, TRF3): no captured answer of it exists."""

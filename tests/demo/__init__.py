"""The demo: a conductor plays the simulated courts through every stage and compares all ledgers at the end."""

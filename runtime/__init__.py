"""What the stages run on, and what starts them. Knows nothing of cases, parties or courts."""

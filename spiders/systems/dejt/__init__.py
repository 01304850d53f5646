"""DEJT, the gazette of the labour courts: since 2024-08-01 only minutes and agendas; cases moved to the DJEN."""

"""Takes personal data out of a court's pages before they become test recordings (pure; what is unknown does not stay).

The order: `regions` says which parts of a page people read and which are code, `tokens` cuts them into words, numbers
and names, `inventions` says what stands in for each, `cleaner` puts it together, `structure` and `survivors` prove it.
"""

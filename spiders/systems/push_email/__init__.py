"""Push e-mails: what courts send about cases that somebody asked to follow."""

"""Knowledge of court sites, and nothing else: systems, tribunals, what their pages say."""

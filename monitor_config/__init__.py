"""Who watches what, within which limits: companies, monitored parties, and the operator's policy per tribunal."""

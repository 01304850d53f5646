"""From the simulated courts to the signed webhook, through every process of the product."""

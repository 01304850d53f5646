"""jus.br, the services portal of the PDPJ: whole cases of many tribunals, for who has a personal token."""

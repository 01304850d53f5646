"""The PDPJ data lake of the CNJ: whole cases of many tribunals, for who has a personal token of the PDPJ."""

"""STF: the portal's page of a case with its tabs, its layout of 2015, and the publications."""

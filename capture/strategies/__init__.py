"""The strategies by which new distributions, and changes of watched cases, are found."""

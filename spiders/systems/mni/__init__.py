"""MNI 2.2.2: the national SOAP interface between courts and those who act in them."""

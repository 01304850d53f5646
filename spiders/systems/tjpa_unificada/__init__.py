"""TJPA's unified consultation ("consilium-rest"): one REST service over PJe, LIBRA and the other systems of TJPA."""

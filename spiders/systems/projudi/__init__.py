"""Projudi in its three skins: TJGO's own, TJPR's own, and the CNJ's of smaller installations."""

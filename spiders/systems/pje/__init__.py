"""PJe's public consultation (JSF, Seam, RichFaces): one case by number, first and second degree."""

"""Writes small PDFs of text lines, one standard font, without compression."""

from collections.abc import Sequence

_WIDTH, _HEIGHT, _LEADING, _MARGIN = 1400, 1000, 12, 40
LINES_TO_A_PAGE = (_HEIGHT - 2 * _MARGIN) // _LEADING


def pdf_of(pages: Sequence[Sequence[str]]) -> bytes:
    """Return a PDF with these lines on each page; a character that Windows-1252 does not have becomes "?"."""
    objects: list[bytes] = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    objects.append(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>")
    kids = []
    for lines in pages:
        text = b"\n".join(b"(" + _escaped(line) + b") Tj T*" for line in lines)
        content = f"BT /F1 9 Tf {_LEADING} TL {_MARGIN} {_HEIGHT - _MARGIN} Td\n".encode() + text + b"\nET"
        objects.append(f"<< /Length {len(content)} >>\nstream\n".encode() + content + b"\nendstream")
        kids.append(len(objects) + 1)
        box = f"/MediaBox [0 0 {_WIDTH} {_HEIGHT}] /Resources << /Font << /F1 3 0 R >> >>"
        objects.append(f"<< /Type /Page /Parent 2 0 R {box} /Contents {len(objects)} 0 R >>".encode())
    named = " ".join(f"{kid} 0 R" for kid in kids)
    objects[1] = f"<< /Type /Pages /Count {len(kids)} /Kids [{named}] >>".encode()
    return _written(objects)


def _escaped(line: str) -> bytes:
    plain = line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
    return plain.encode("cp1252", "replace")


def _written(objects: Sequence[bytes]) -> bytes:
    body, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += f"{number} 0 obj\n".encode() + content + b"\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    start = len(body)
    body += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}".encode()
    return body + f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()

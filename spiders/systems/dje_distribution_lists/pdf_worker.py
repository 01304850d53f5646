"""Prints the text of a PDF page by page as JSON. Run as a program of its own, so that a hostile PDF ends only it.

It reads the PDF from standard input; its limits of time, memory and pages come as arguments.
"""

import json
import resource
import sys


def main() -> int:
    """Print a list with the text of each page, or nothing: exit 2 is no PDF, 3 too many pages."""
    seconds, megabytes, most_pages = (int(argument) for argument in sys.argv[1:4])
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (megabytes * 1024 * 1024,) * 2)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(sys.stdin.buffer.read())
    except pypdfium2.PdfiumError:
        return 2
    if len(document) > most_pages:
        return 3
    json.dump([page.get_textpage().get_text_bounded() for page in document], sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Start the program: `python -m salesdesk`, and the frozen one."""

from __future__ import annotations

import gc
import sys

gc.disable()  # until the program stands: the collector would go through every module that loads

if __name__ == "__main__":
    # The packaged program reads what comes from outside in processes of its own.
    if sys.argv[1:2] == ["--read-spreadsheet"]:
        from salesdesk.exchange.spreadsheet_child import main as read_spreadsheet

        sys.exit(read_spreadsheet(sys.argv[2:]))
    if sys.argv[1:2] == ["--read-pdf"]:
        from salesdesk.documents.pdf_child import main as read_pdf

        sys.exit(read_pdf(sys.argv[2:]))

from salesdesk.cli import main  # noqa: E402 - after the lines above

if __name__ == "__main__":
    sys.exit(main())

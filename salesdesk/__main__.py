"""Start the program: `python -m salesdesk`, and the frozen one."""

from __future__ import annotations

import gc
import sys

gc.disable()  # until the program stands: the collector would go through every module that loads

if __name__ == "__main__":
    if sys.argv[1:2] == [
        "--read-spreadsheet"
    ]:  # the packaged program reads spreadsheets in a process of its own
        from salesdesk.exchange.spreadsheet_child import main as read_spreadsheet

        sys.exit(read_spreadsheet(sys.argv[2:]))

from salesdesk.cli import main  # noqa: E402 - after the lines above

if __name__ == "__main__":
    sys.exit(main())

"""Start the program: `python -m salesdesk`, and the frozen one."""

from __future__ import annotations

import sys

from salesdesk.cli import main

if __name__ == "__main__":
    sys.exit(main())

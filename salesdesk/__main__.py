"""Start the program: `python -m salesdesk`, and the frozen one."""

from __future__ import annotations

import gc
import sys

gc.disable()  # until the program stands: the collector would go through every module that loads

from salesdesk.cli import main  # noqa: E402 - after the line above

if __name__ == "__main__":
    sys.exit(main())

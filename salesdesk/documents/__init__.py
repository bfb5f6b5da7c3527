"""PDF documents from plain values; nothing here knows the database or the window."""

from __future__ import annotations

from reportlab import rl_config

# Here, so that they hold before any other module of the package touches ReportLab.
rl_config.invariant = 1  # no clock and no random identifier in a file
rl_config.useA85 = 0  # streams stay binary: smaller and twice as fast
rl_config.pageCompression = 1
rl_config.ttfAsciiReadable = 0  # embed the characters in use only
rl_config.trustedSchemes = []  # a document opens no file and no address
rl_config.trustedHosts = None
rl_config.toColorCanUse = ""  # colours are never read from text

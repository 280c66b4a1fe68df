"""The heavy tests of distribution: minutes, not seconds, and so only in ``nox -s delivery``."""

from __future__ import annotations

import os

collect_ignore_glob = [] if os.environ.get("DELIVERY") else ["test_*"]

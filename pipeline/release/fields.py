"""JSON that a program wrote and anybody may have touched since → typed values, all errors at once.

A value that is wrong is reported and replaced by an empty one, so that the rest is still looked at.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from pipeline.model import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.diagnostics import Collector

_FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_SHA256 = re.compile(r"[0-9a-f]{64}")


class Fields:
    """One JSON object, the name that messages give its fields, and where findings go."""

    def __init__(self, values: object, file: str, found: Collector, above: str = "") -> None:
        """Read ``values`` of ``file``; ``above`` is the dotted name of the object in it."""
        self.file, self.found, self.above = file, found, above
        self.values: dict[str, Any] = values if isinstance(values, dict) else {}
        if not isinstance(values, dict):
            self._report(above or "the manifest", "must be a JSON object")

    def text(self, key: str, *, empty: bool = False) -> str:
        """Return a text; one without words is wrong unless ``empty``."""
        value = self.values.get(key)
        if not isinstance(value, str) or not (empty or value.strip()):
            self.wrong(key, "must be text")
            return ""
        return value

    def number(self, key: str) -> int:
        """Return a whole number that is not negative."""
        value = self.values.get(key)
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            self.wrong(key, "must be a whole number")
            return 0
        return value

    def moment(self, key: str) -> datetime:
        """Return a date and time with its zone."""
        try:
            value = datetime.fromisoformat(self.text(key))
        except ValueError:
            value = None
        if value is None or value.tzinfo is None:
            self.wrong(key, "must be a date and time with its zone, 2026-01-31T09:00:00+01:00")
            return datetime.fromtimestamp(0, UTC)
        return value

    def file_name(self, key: str) -> str:
        """Return the name of a file, which leads nowhere else."""
        value = self.text(key)
        if value and not _FILE_NAME.fullmatch(value):
            self.wrong(key, f"“{value}” cannot be the name of a released file")
        return value

    def digest(self, key: str) -> str:
        """Return a SHA-256 in lower case."""
        value = self.text(key)
        if value and not _SHA256.fullmatch(value):
            self.wrong(key, "must be a SHA-256, 64 digits and letters a to f")
        return value

    def texts(self, key: str) -> dict[str, str]:
        """Return an object of texts by name."""
        inner = Fields(self.values.get(key), self.file, self.found, self._name(key))
        return {name: inner.text(name) for name in inner.values}

    def items(self, key: str) -> Iterator[Fields]:
        """Yield each object of a list."""
        value = self.values.get(key)
        if not isinstance(value, list):
            self.wrong(key, "must be a list")
            return
        for place, item in enumerate(value, 1):
            yield Fields(item, self.file, self.found, f"{self._name(key)}[{place}]")

    def wrong(self, key: str, what: str) -> None:
        """Note that a value is wrong: ``release-manifest``."""
        self._report(self._name(key), what)

    def _name(self, key: str) -> str:
        return f"{self.above}.{key}" if self.above else key

    def _report(self, name: str, what: str) -> None:
        self.found.error(
            "release-manifest",
            f"“{name}”: {what}",
            Span(self.file, 0),
            "bring the folder back from a copy; nobody edits a manifest",
        )

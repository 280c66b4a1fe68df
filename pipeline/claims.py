"""templates/conformance.toml: what has passed the validators, and so may say that it conforms.

A PDF names the standards that it meets in its metadata. The validators are too heavy for every
build, so a build makes that claim only for what ``nox -s conformance`` has seen pass: a format in
a profile and a language, with a theme and an engine that are still the same, by their digest.
Another theme, another language or another WeasyPrint makes the same files without the claim, and
the build says so. Code and templates, which are code too, are not in the digest: CI runs the
validators on every commit.

Only the program writes the file; people commit it with the theme that it speaks of.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.diagnostics import Diagnostic
from pipeline.folders import digest
from pipeline.formats import kind_of
from pipeline.inputs import version_of
from pipeline.tomlfile import read_toml

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from pipeline.diagnostics import Collector

NAME = "conformance.toml"

ENGINES = {"pdf": "weasyprint"}
"""The library that packs each format whose files make a claim. Word files and EPUBs make none."""

_HEAD = """\
# What has passed every validator of its format: a file claims to conform only if it is listed here
# and theme.toml and the engine are still those of “made_with”. Written by “nox -s conformance”; do
# not edit it.
"""


@dataclass(frozen=True, slots=True)
class Configuration:
    """What decides whether a file conforms, beside its text."""

    format: str
    profile: str
    """Version of PDF; ``""`` where the format knows no profiles."""
    language: str


@dataclass(frozen=True, slots=True)
class Claims:
    """The configurations that have passed, with the digest of what made them."""

    passed: Mapping[Configuration, str] = field(default_factory=dict)
    now: Mapping[str, str] = field(default_factory=dict)
    """The digest of what makes each kind of format now."""

    def cover(self, configuration: Configuration) -> bool:
        """Tell whether a configuration has passed, made with what would make it now."""
        digest = self.passed.get(configuration)
        return digest is not None and digest == self.now.get(kind_of(configuration.format))


def configuration_of(format_name: str, profile: str, language: str) -> Configuration:
    """Return the configuration of an output; only a PDF has a profile."""
    return Configuration(format_name, profile if kind_of(format_name) == "pdf" else "", language)


def load_claims(templates: Path, found: Collector) -> Claims:
    """Read the record; no file means that nothing has passed. Findings: those of any TOML file."""
    now = {kind: _made_with(templates, kind) for kind in ENGINES}
    path = templates / NAME
    toml = read_toml(path, f"templates/{NAME}", found) if path.exists() else None
    if toml is None:
        return Claims({}, now)
    passed = {}
    for table in toml.tables():
        name, _, profile = table.partition(" ")
        made_with = toml.text((table, "made_with"))
        for language in toml.texts((table, "languages")):
            passed[Configuration(name, profile, language)] = made_with
    toml.report_unknown_keys()
    return Claims(passed, now)


def withheld(
    claims: Claims, formats: Iterable[str], profile: str, languages: Iterable[str]
) -> list[Diagnostic]:
    """Return a warning for each format whose files in some languages make no claim."""
    languages = list(languages)
    found = []
    for name in formats:
        missing = [
            language
            for language in languages
            if not claims.cover(configuration_of(name, profile, language))
        ]
        if kind_of(name) in ENGINES and missing:
            found.append(
                Diagnostic(
                    "claim-withheld",
                    f"{name} ({', '.join(missing)}) is made, but names no standard that it meets: "
                    "this theme and these languages have not passed the validators together",
                    None,
                    f"run nox -s conformance, which notes in templates/{NAME} what passes",
                    "warning",
                )
            )
    return found


def revised(
    claims: Claims, passed: Iterable[Configuration], failed: Iterable[Configuration]
) -> Claims:
    """Return the record after the validators have seen these.

    What they have not seen stays, as long as it was made with the same.
    """
    kept = {c: made_with for c, made_with in claims.passed.items() if claims.cover(c)}
    for configuration in failed:
        kept.pop(configuration, None)
    for configuration in passed:
        if kind_of(configuration.format) in claims.now:
            kept[configuration] = claims.now[kind_of(configuration.format)]
    return Claims(kept, claims.now)


def to_toml(claims: Claims) -> str:
    """Return the record as the file holds it, a table for a format and profile."""
    tables: dict[str, list[Configuration]] = {}
    for configuration in sorted(claims.passed, key=lambda c: (c.format, c.profile, c.language)):
        name = f"{configuration.format} {configuration.profile}".strip()
        tables.setdefault(name, []).append(configuration)
    parts = [_HEAD]
    for name, members in tables.items():
        languages = ", ".join(f'"{member.language}"' for member in members)
        made_with = claims.passed[members[0]]
        parts.append(f'["{name}"]\nlanguages = [{languages}]\nmade_with = "{made_with}"\n')
    return "\n".join(parts)


def _made_with(templates: Path, kind: str) -> str:
    """Return the digest of the theme and a format's engine, 16 hexadecimal digits of SHA-256."""
    parts = (digest([templates / "theme.toml"]), version_of(ENGINES[kind]))
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]

"""links.toml → ``LinkTarget``s: where the links of a text lead, by their keys."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from pipeline.model import LinkTarget
from pipeline.tomlfile import read_toml
from pipeline.values import address, check_id, language_tag

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.diagnostics import Collector


def load_links(folder: Path, name: str, found: Collector) -> tuple[LinkTarget, ...]:
    """Read ``links.toml``; no file means no links."""
    if not (folder / "links.toml").exists():
        return ()
    toml = read_toml(folder / "links.toml", f"{name}/links.toml", found)
    if toml is None:
        return ()
    out = []
    for key in toml.tables():
        check_id(toml, key)
        language = language_tag(toml, toml.text((key, "language")), (key, "language"))
        urls = {}
        for tag in toml.get((key, "url"), dict):
            language_tag(toml, tag, (key, "url", tag))
            urls[tag] = address(toml, toml.text((key, "url", tag)), (key, "url", tag))
        if language and language not in urls:
            found.error(
                "missing-key",
                f"“{key}” has no address for its own language, “{language}”",
                toml.span((key,)),
                f'add url.{language} = "https://…"',
            )
            urls[language] = ""
        archived = toml.text((key, "archived"), None)
        out.append(
            LinkTarget(
                key=key,
                title=toml.text((key, "title")),
                publisher=toml.text((key, "publisher")),
                date=toml.text((key, "date")),
                language=language,
                urls=urls,
                accessed=toml.get((key, "accessed"), date, None),
                archived=address(toml, archived, (key, "archived")) if archived else None,
                span=toml.span((key,)),
            )
        )
    toml.report_unknown_keys()
    return tuple(out)

"""Addresses: those on lines of their own, whose words were lost, and those printed in the text.

Programs that take text from a PDF write the targets of a page's links after its text. Which words
each belonged to, the file no longer says: a person does, in import.toml, or the one place of the
page that has the words of the address.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from pipeline.importer.builder import LENIENT
from pipeline.importer.draft import Address, Decision
from pipeline.importer.inlines import flat, outside, wrap
from pipeline.importer.lines import is_address
from pipeline.model import Link, LinkTarget, Span

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

    from pipeline.diagnostics import Collector
    from pipeline.importer.draft import Line, Unit
    from pipeline.importer.inlines import Inlines

_PRINTED = re.compile(r"(?:https?://|www\.)[^\s<>\"“”«»\ufffc]+", re.IGNORECASE)
_COMMON = frozenset(
    """
    and annual article aspx default document documents download draft file files fin final for
    from general html http https index news page pages publication report session special the
    view with www
    """.split()  # noqa: SIM905 - a list of words is read as one
)
"""Words that say nothing of what is at an address."""

LONGEST_KEY = 40


def peel_addresses(lines: Sequence[Line]) -> tuple[list[Line], list[Address]]:
    """Take out lines that are an address, where a gap or another address stands before them."""
    kept: list[Line] = []
    addresses: list[Address] = []
    last: Line | None = None
    for line in lines:
        begins = line.after_gap or (last is not None and last.number == line.number - 1)
        if is_address(line.text) and begins:
            before = addresses[-1] if addresses else None
            if before and before.url == line.text and last and not line.after_gap:
                addresses[-1] = replace(before, times=before.times + 1)
            else:
                addresses.append(Address(line.text, line.number, line.page))
            last = line
            continue
        kept.append(line)
    return kept, addresses


@dataclass(frozen=True, slots=True)
class Placed:
    """Units with the links that addresses became."""

    units: tuple[Unit, ...]
    links: tuple[LinkTarget, ...]
    decisions: tuple[Decision, ...]


def place_addresses(
    units: Sequence[Unit],
    addresses: Sequence[Address],
    links: Sequence[LinkTarget],
    name: str,
    found: Collector,
    *,
    lenient: bool,
    year: str,
) -> Placed:
    """Give each address the words of its page that it names. Finding: ``import-address``."""
    out, targets, decisions = list(units), list(links), []
    for address in addresses:
        span = Span(name, address.line, 1, len(address.url))
        on_page = [i for i, u in enumerate(out) if _is_on_page(u, address)]
        match = _words_named(out, on_page, address.url)
        if match is None:
            known = ", ".join(dict.fromkeys(out[i].where for i in on_page))
            hint = (
                f"say in import.toml where it belongs, as docs/importing.md shows (its page has "
                f"{known}); {LENIENT}"
            )
            (found.warning if lenient else found.error)(
                "import-address", "nothing says which words this address belongs to", span, hint
            )
            if lenient and on_page:
                out[on_page[-1]] = replace(out[on_page[-1]], marked=True)
            decisions.append(
                Decision(
                    address.line,
                    address.page,
                    "address",
                    "",
                    f"left out of the text: {address.url}",
                    "no words of its page name it alone",
                    "doubtful",
                )
            )
            continue
        unit, start, end = match
        target = link_target(address.url, span, targets, year)
        targets.append(target)
        words = flat(out[unit].inlines)[start:end]
        key = target.key
        out[unit] = replace(
            out[unit],
            inlines=wrap(out[unit].inlines, start, end, linked(key, span)),
        )
        decisions.append(
            Decision(
                address.line,
                address.page,
                "address",
                out[unit].where,
                f"links “{words}” to {address.url}{_times(address)}",
                "these words of its page, and no others, stand in the address",
                "doubtful",
            )
        )
    return Placed(tuple(out), tuple(targets), tuple(decisions))


def linked(key: str, span: Span) -> Callable[[Inlines], Link]:
    """Return what makes a link of words."""
    return lambda words: Link(key, words, span)


def _times(address: Address) -> str:
    if address.times == 1:
        return ""
    return f" (printed {address.times} times: one link that breaks over lines)"


def _is_on_page(unit: Unit, address: Address) -> bool:
    return unit.kind != "heading" and unit.page <= address.page <= unit.last_page


def _words_named(
    units: Sequence[Unit], on_page: Sequence[int], url: str
) -> tuple[int, int, int] | None:
    """Return the longest run of words of the address that the page has just once."""
    words = _slug_words(url)
    for length in range(min(6, len(words)), 0, -1):
        single = []
        for start in range(len(words) - length + 1):
            run = words[start : start + length]
            if all(word in _COMMON or len(word) < 4 or word.isdecimal() for word in run):
                continue
            pattern = re.compile(
                r"(?<![\w-])" + r"[\W_]+".join(map(re.escape, run)) + r"(?![\w-])", re.IGNORECASE
            )
            hits = [
                (index, match.start(), match.end())
                for index in on_page
                for match in pattern.finditer(outside(units[index].inlines, (Link,)))
            ]
            if len(hits) == 1:
                single += hits
        if single:
            return single[0] if len(single) == 1 else None
    return None


def _slug_words(url: str) -> list[str]:
    path = unquote(urlsplit(url).path).rstrip("/")
    last = path.rpartition("/")[2].rpartition(".")[0] or path.rpartition("/")[2]
    return [w for w in re.split(r"[-_+%. ]+", last.casefold()) if w]


# --- addresses printed in the text ----------------------------------------------------------------


def link_printed(
    inlines: Inlines, span: Span, links: list[LinkTarget], year: str
) -> tuple[Inlines, list[str]]:
    """Make a link of each address that is printed in a text; add its target to ``links``."""
    urls = []
    for match in reversed(list(_PRINTED.finditer(outside(inlines, (Link,))))):
        words = re.sub(r"[.,;:!?’'\])}]+$", "", match[0])
        if "(" in words and match[0][len(words) :].startswith(")"):
            words += ")"
        url = words if "://" in words else f"https://{words}"
        if not is_usable(url):
            continue
        target = link_target(url, span, links, year)
        if target.key not in {link.key for link in links}:
            links.append(target)
        key = target.key
        end = match.start() + len(words)
        inlines = wrap(inlines, match.start(), end, linked(key, span))
        urls.append(url)
    return inlines, urls[::-1]


def is_usable(url: str) -> bool:
    """Tell whether links.toml takes an address."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    if not url.isascii() or re.search(r"[\s<>\"\\^`{|}]", url):
        return False
    if parts.scheme.lower() == "mailto":
        return True
    return (
        parts.scheme.lower() in ("http", "https")
        and re.fullmatch(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d+)?", parts.netloc.lower())
        is not None
    )


def link_target(url: str, span: Span, links: Iterable[LinkTarget], year: str) -> LinkTarget:
    """Return the entry of links.toml for an address: the one there is, or a new one."""
    known = {link.key: link for link in links}
    for link in known.values():
        if url in link.urls.values():
            return link
    words = _slug_words(url) or [urlsplit(url).netloc]
    key = unique(slug(" ".join(words)) or "address", known)
    dated = re.search(r"(?<!\d)(?:19|20)\d\d(?!\d)", url)
    title = " ".join(words)
    return LinkTarget(
        key=key,
        title=title[:1].upper() + title[1:],
        publisher=urlsplit(url).netloc.removeprefix("www.") or "e-mail",
        date=dated[0] if dated else year,
        language="en",
        urls={"en": url},
        accessed=None,
        archived=None,
        span=span,
    )


def slug(words: str, longest: int = LONGEST_KEY) -> str:
    """Return words as an id: letters, digits and hyphens, a letter first, cut between words."""
    plain = unicodedata.normalize("NFKD", words.casefold()).encode("ascii", "ignore").decode()
    parts = re.findall(r"[a-z0-9]+", plain)
    while parts and not parts[0][0].isalpha():
        parts = parts[1:]
    out = ""
    for part in parts:
        if len(out) + len(part) + 1 > longest:
            break
        out += f"-{part}" if out else part
    return out or (parts[0][:longest] if parts else "")


def unique(name: str, taken: Collection[str], number: int = 1) -> str:
    """Return a name that is not taken: itself, or with a number above ``number`` behind it."""
    out = name if number == 1 else f"{name}-{number}"
    while out in taken or re.match(r"(?:note|call|term|page|link\d*)-", out):
        number += 1
        out = f"{name}-{number}" if out in taken else f"a-{out}"
    return out

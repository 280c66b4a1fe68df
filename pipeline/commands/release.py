"""``release``: what passes every gate leaves the house, under a number, for good."""

from __future__ import annotations

import getpass
import os
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.commands.common import (
    EXIT_ENVIRONMENT,
    EXIT_SOURCE,
    EXIT_USAGE,
    Subparsers,
    add_command,
    can_make_files,
    console_of,
    project_of,
    publications_of,
)
from pipeline.console import shown
from pipeline.diagnostics import Diagnostic, ReportError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from pipeline.model import Waiver
    from pipeline.release.gates import Gate
    from pipeline.release.signature import Signer


def add(commands: Subparsers) -> None:
    """Add the command."""
    about = "release a publication: every gate asked, then a folder that never changes"
    parser = add_command(commands, "release", about, _run)
    parser.add_argument("name", nargs="?", metavar="PUBLICATION", help="a folder of source/")
    parser.add_argument("--revision", type=int, metavar="N", help="its number, from 1")
    parser.add_argument(
        "--language",
        action="append",
        default=[],
        metavar="TAG",
        help="this language only; may be given again",
    )
    parser.add_argument(
        "--except",
        action="append",
        default=[],
        dest="waived",
        metavar="LANG:CODE",
        help="let pass in this language, such as fr:unapproved; may be given again",
    )
    parser.add_argument("--by", default="", metavar="NAME", help="who lets it pass; on the cover")
    parser.add_argument("--why", default="", metavar="TEXT", help="why; stands on the cover")
    signing = parser.add_argument_group(
        "signature", "the password or PIN is asked for, or stands in RELEASE_KEY_PASSWORD"
    )
    signing.add_argument(
        "--sign-with",
        type=Path,
        metavar="FILE",
        help="sign the PDFs with the key in this file (.p12), or in the token of this driver (.so)",
    )
    signing.add_argument("--token", default="", metavar="LABEL", help="which token")
    signing.add_argument("--key-label", default="", metavar="LABEL", help="which key in the token")
    signing.add_argument("--reason", default="", metavar="TEXT", help="stands in the signature")
    for name, what in (
        ("--trust", "root certificate of the key; may be given again"),
        ("--revocation", "list of revoked certificates, to be embedded; may be given again"),
    ):
        signing.add_argument(
            name, action="append", default=[], type=Path, metavar="FILE", help=what
        )
    signing.add_argument(
        "--stamp-with",
        type=Path,
        metavar="FILE",
        help="stamp the time with the house's own key for it (.p12)",
    )
    parser.add_argument(
        "--rebuild-register",
        action="store_true",
        help="make the register of releases anew from the folders, and release nothing",
    )


def _run(options: argparse.Namespace) -> int:
    from pipeline.publish import locked
    from pipeline.release.waivers import read_waivers

    project, console = project_of(options), console_of(options)
    if options.rebuild_register:
        with locked(project.build, console.say):
            return _rebuild_register(options)
    if not can_make_files():
        return EXIT_ENVIRONMENT
    slug = _publication(options)
    waivers = read_waivers(options.waived, options.by, options.why)
    with locked(project.build, console.say):
        return _release(options, slug, waivers)


def _release(options: argparse.Namespace, slug: str, waivers: tuple[Waiver, ...]) -> int:
    from pipeline.conformance.run import checks, run_checks
    from pipeline.formats.pdf.profile import PROFILES
    from pipeline.project import load_original
    from pipeline.release.run import Order, Tools, release_publication

    project, console = project_of(options), console_of(options)
    if options.revision is None or options.revision < 1:
        raise _usage(
            "release-revision",
            "a release has a number",
            f"add --revision {_next(options, slug)}, which is the next",
        )
    standards = PROFILES[load_original(project, slug).identity.profile].standards
    order = Order(slug, options.revision, tuple(dict.fromkeys(options.language)), waivers)
    now = datetime.now().astimezone().replace(microsecond=0)
    tools = Tools(
        now,
        lambda folder, files: run_checks(folder, files, checks(standards))[0],
        _signer(options, now) if options.sign_with else None,
    )
    result = release_publication(project, order, tools, _teller(console.say))
    findings = [finding for gate in result.gates for finding in gate.findings]
    console.diagnostics([*result.warnings, *findings])
    if result.release is None:
        closed = ", ".join(gate.name for gate in result.gates if not gate.green)
        print(f"not released; these gates are not green: {closed}", file=sys.stderr)
        return EXIT_SOURCE
    console.say(f"released {slug}, revision {order.revision}: {len(result.release.files)} files")
    print(shown(result.folder))
    return 0


def _signer(options: argparse.Namespace, now: datetime) -> Signer:
    from pipeline.release.signature import Signing, open_signer

    signing = Signing(
        key=options.sign_with,
        token=options.token,
        label=options.key_label,
        reason=options.reason,
        trust=tuple(options.trust),
        revocation=tuple(options.revocation),
        stamp=options.stamp_with,
    )
    return open_signer(signing, _password, now)


def _password(variable: str, what: str) -> str:
    """Return a password from the environment, or ask for it unseen; it is never printed."""
    if variable in os.environ:
        return os.environ[variable]
    try:
        return getpass.getpass(f"password or PIN of {what}: ")
    except EOFError as error:
        found = Diagnostic(
            "release-signature",
            f"nobody typed the password or PIN of {what}",
            None,
            f"type it at a terminal, or set {variable}",
        )
        raise ReportError([found]) from error


def _teller(say: Callable[[str], None]) -> Callable[[Gate], None]:
    return lambda gate: say(f"{'green' if gate.green else 'RED':<6} {gate.name:<13} {gate.told}")


def _publication(options: argparse.Namespace) -> str:
    if options.name:
        options.publication.append(options.name)
    slugs = publications_of(options)
    if len(slugs) > 1:
        raise _usage(
            "publication-missing",
            "one publication is released at a time",
            f"name it: {', '.join(slugs)}",
        )
    return slugs[0]


def _next(options: argparse.Namespace, slug: str) -> int:
    from pipeline.release.register import register_of

    with register_of(project_of(options).build) as (register, _):
        return max(register.revisions(slug), default=0) + 1


def _rebuild_register(options: argparse.Namespace) -> int:
    from pipeline.release.register import register_of, set_aside

    project, console = project_of(options), console_of(options)
    set_aside(project.build)
    with register_of(project.build) as (register, found):
        console.diagnostics(found)
        for publication in dict.fromkeys(name for name, _ in register.publications()):
            numbers = ", ".join(map(str, register.revisions(publication)))
            console.say(f"{publication}: revisions {numbers}")
        return EXIT_SOURCE if any(d.severity == "error" for d in found) else 0


def _usage(code: str, message: str, hint: str) -> ReportError:
    return ReportError([Diagnostic(code, message, None, hint)], exit_code=EXIT_USAGE)

"""Jinja for every format: one sandboxed environment a folder, nothing undefined passes.

Content is data, never a template: only files of templates/ are compiled. All output is escaped
as XML; whatever a template forgets to define is an error with its place.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, NoReturn

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment

from pipeline import limits
from pipeline.bidi import runs
from pipeline.bounds import OutOfTimeError, bounded
from pipeline.cache import cache_folder
from pipeline.diagnostics import Diagnostic, ReportError
from pipeline.languages import direction
from pipeline.model import Span
from pipeline.walk import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path


@cache
def environment(templates: Path, name: str) -> jinja2.Environment:
    """Return the environment of the folder ``templates/name``, with ``templates/shared`` behind it.

    ``{{ fail(text) }}`` stops the build; ``plain_text`` is the Edition's,
    ``direction(tag)`` that of a language, ``runs(text)`` the parts of a text by ``bidi``.
    """
    environment = ImmutableSandboxedEnvironment(
        loader=jinja2.FileSystemLoader([templates / name, templates / "shared"]),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        bytecode_cache=_Compiled(name),
    )
    environment.globals.update(fail=_fail, plain_text=plain_text, direction=direction, runs=runs)
    return environment


class _Compiled(jinja2.FileSystemBytecodeCache):
    """Keeps compiled templates: compiling takes as long as filling.

    One file a template, whichever checkout it is of; Jinja checks that the text is the same.
    """

    def __init__(self, folder: str) -> None:
        super().__init__(str(cache_folder("templates")), f"{folder}-%s.cache")

    def get_cache_key(self, name: str, filename: str | None = None) -> str:  # noqa: ARG002
        return name


def render(templates: Path, name: str, template: str, /, **values: Any) -> str:
    """Return ``templates/name/template`` rendered with ``values``.

    Raises ``ReportError``: ``template-missing``, ``template-syntax``, ``template-error``, with
    the template's file and line.
    """
    known = ", ".join(sorted(values))
    try:
        with bounded(memory=limits.TEMPLATE_MEMORY, seconds=limits.TEMPLATE_SECONDS):
            return _joined(environment(templates, name).get_template(template).generate(**values))
    except jinja2.TemplateNotFound as error:
        raise _error(
            "template-missing",
            f"there is no template “{error.name}”",
            *_place(error, templates, f"templates/{name}/{error.name}"),
            "put the file back, or correct the name that includes it",
        ) from error
    except jinja2.TemplateSyntaxError as error:
        raise _error(
            "template-syntax",
            f"the template cannot be read: {error.message}",
            f"templates/{name}/{error.name or template}",
            error.lineno,
            "see the Jinja template documentation for the syntax",
        ) from error
    except (MemoryError, RecursionError, OutOfTimeError) as error:
        raise _error(
            "template-error",
            f"the template {_EXHAUSTED[type(error)]}",
            *_place(error, templates, f"templates/{name}/{template}"),
            "look for a loop, a repetition or a template that includes itself",
        ) from error
    except (jinja2.TemplateRuntimeError, TypeError, ValueError, *_FAILURES) as error:
        raise _error(
            "template-error",
            f"the template failed: {error}",
            *_place(error, templates, f"templates/{name}/{template}"),
            f"names known here: {known}",
        ) from error


_FAILURES = (ArithmeticError, AttributeError, LookupError)
"""Errors of Python that what a template writes can cause, beside those of Jinja."""

_EXHAUSTED: Mapping[type[Exception], str] = {
    MemoryError: f"takes more memory than {limits.TEMPLATE_MEMORY // limits.MB} MB",
    RecursionError: "goes on inside itself without end",
    OutOfTimeError: f"takes longer than {limits.TEMPLATE_SECONDS:.0f} seconds",
}


def _joined(pieces: Iterable[str]) -> str:
    out, size = [], 0
    for piece in pieces:
        out.append(piece)
        size += len(piece)
        if size > limits.TEMPLATE_OUTPUT:
            raise jinja2.TemplateRuntimeError(
                f"it gives more than {limits.TEMPLATE_OUTPUT // limits.MB} million characters"
            )
    return "".join(out)


def _fail(message: str) -> NoReturn:
    raise jinja2.TemplateRuntimeError(message)


def _place(error: BaseException, templates: Path, otherwise: str) -> tuple[str, int]:
    """Return the innermost template file and line of a traceback (Jinja rewrites its frames)."""
    place = (otherwise, 0)
    folder = f"{templates.name}/"
    traceback = error.__traceback__
    while traceback is not None:
        path = traceback.tb_frame.f_code.co_filename
        if path.endswith(".j2") and folder in path:
            place = (f"templates/{path.rpartition(folder)[2]}", traceback.tb_lineno)
        traceback = traceback.tb_next
    return place


def _error(code: str, message: str, file: str, line: int, hint: str) -> ReportError:
    return ReportError([Diagnostic(code, message, Span(file, line), hint)])

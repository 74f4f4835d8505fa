"""tools.py (or tools/*.py): the functions behind the contracts, marked with `@tool`.

A file is loaded under a private module name that carries its digest, so that two packs, or two
versions of one, never meet; the same text is loaded once a process.
"""

import inspect
import linecache
import sys
from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

from sandbox.domain.tool import ToolContract
from sandbox.log.codec import digest
from sandbox.pack import tools_file
from sandbox.pack.finding import Report, nearest
from sandbox.pack.sql_form import BODY
from sandbox.pack.yaml_text import Located

Function = Callable[..., Any]
_PREFIX = "_hopscope_pack"
_MOST_MODULES = 64


def read_functions(pack: str, files: Mapping[str, str], report: Report) -> dict[str, Function]:
    """Functions marked with `@tool`, by name."""
    found: dict[str, Function] = {}
    for file, text in files.items():
        if not _is_code(file):
            continue
        module = _module(pack, file, text, report)
        for name, function in _marked(module).items() if module else ():
            if name in found:
                report.error(file, f"the tool {name!r} is defined in two files")
            found[name] = function
    return found


def check_functions(
    functions: Mapping[str, Function],
    contracts: Mapping[str, ToolContract],
    located: Located | None,
    files: Mapping[str, str],
    report: Report,
) -> None:
    """Every contract needs a body: a function of its name, or `sql:`; every function a contract."""
    code = [file for file in files if _is_code(file)]
    for name in contracts:
        in_sql = located is not None and located.data[name].get(BODY) is not None
        line = located.line(name, BODY) if located else 0
        if in_sql and name in functions:
            message = f"tool {name} has its body twice: here, and as a function"
            report.error(tools_file.FILE, message, line, "keep one of them")
        elif not in_sql and name not in functions:
            message = f"tool {name} has no function"
            hint = f"write `@tool` and `def {name}(world, …)` in {code[0] if code else 'tools.py'}"
            report.error(tools_file.FILE, message, line, f"{hint}, or `sql:` here")
    for name, function in functions.items():
        if name not in contracts:
            code = inspect.unwrap(function).__code__
            line, file = code.co_firstlineno, code.co_filename.partition("/")[2]
            message = f"the function {name} has no contract in {tools_file.FILE}"
            hint = nearest(name, contracts) or "add one, or take @tool away"
            report.error(file, message, line, hint)


def _is_code(file: str) -> bool:
    return file == "tools.py" or (file.startswith("tools/") and file.endswith(".py"))


def _module(pack: str, file: str, text: str, report: Report) -> ModuleType | None:
    stem = file.removesuffix(".py").replace("/", "_").replace("-", "_")
    name = f"{_PREFIX}_{pack.replace('-', '_')}_{digest([file, text])[:16]}_{stem}"
    if name in sys.modules:
        return sys.modules[name]
    shown = f"{pack}/{file}"
    module = ModuleType(name)
    module.__file__ = shown
    sys.modules[name] = module  # while it runs: dataclasses look their module up
    try:
        exec(compile(text, shown, "exec", dont_inherit=True), module.__dict__)
    except SyntaxError as error:
        report.unread(file, f"not Python: {error.msg}", error.lineno or 0)
    except (Exception, SystemExit) as error:  # a module that leaves must not take us along
        said = str(error).splitlines()[0] if str(error) else "no message"
        report.unread(
            file, f"{type(error).__name__} while it was loaded: {said}", _line_in(shown, error)
        )
    else:
        # So that a traceback shows the source although the name is no path.
        linecache.cache[shown] = (len(text), None, text.splitlines(keepends=True), shown)
        _forget_oldest()
        return module
    del sys.modules[name]
    return None


def _marked(module: ModuleType) -> dict[str, Function]:
    from sandbox.api import is_tool

    own = (
        value
        for _, value in sorted(vars(module).items())
        if is_tool(value) and value.__module__ == module.__name__
    )
    return {value.__sandbox_tool__: value for value in own}


def _line_in(shown: str, error: BaseException) -> int:
    """The last line of the file that the traceback passes."""
    line, trace = 0, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == shown:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def _forget_oldest() -> None:
    ours = [name for name in sys.modules if name.startswith(_PREFIX)]
    for name in ours[:-_MOST_MODULES]:
        del sys.modules[name]

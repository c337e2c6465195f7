#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Limn authors
# SPDX-License-Identifier: Apache-2.0
"""Compares the tree with the table of libraries in docs/architecture.md.

Each #include and each link line must be in the table, each row needs a folder and each folder a row,
and a dependency that nothing uses must leave the table. The compiler cannot do this: all our
libraries share one include root, and the distribution puts torch, ITK, DCMTK and OpenCV on the
default path. Also checks that the files named on the page exist, that each file has its licence
line, that none is longer than the limit, that no text names a machine, and that nothing reads
numbers in the locale of the user.
"""

import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

FOREIGN = {
    "qt": re.compile(r"^(Q[A-Z]\w*|Qt\w+/.*)$"),
    "torch": re.compile(r"^(torch|ATen|c10|caffe2)/"),
    "itk": re.compile(r"^(itk|gdcm)\w*\.h$"),
    "dcmtk": re.compile(r"^dcmtk/"),
    "opencv": re.compile(r"^opencv2/"),
    "sqlite": re.compile(r"^(SQLiteCpp/|sqlite3\.h)"),
    "spdlog": re.compile(r"^spdlog/"),
    "cli11": re.compile(r"^CLI/"),
    "json": re.compile(r"^nlohmann/"),
    "expected": re.compile(r"^tl/"),
    "fmt": re.compile(r"^fmt/"),
}


PAGE = Path("docs/architecture.md")
ROW = re.compile(r"^\| `(?:limn::)?(\w+)` \|[^|]*\|([^|]*)\|([^|]*)\|([^|]*)\|$", re.MULTILINE)
NAMED_PATH = re.compile(r"`((?:cmake|docs|include|models|resources|scripts|src|tests)/[\w./-]*)`")
LINKED = re.compile(r"\blimn::([a-z]+)(?:_\w+)?\b")


@dataclass
class Layer:
    """A row of the page: what a folder may include of ours, and of others in headers and sources."""

    ours: set
    public: set
    private: set
    used: set = field(default_factory=set)  # of ours, as the tree is read


def words(cell):
    return {word for word in re.split(r"[,\s]+", cell.strip()) if word not in ("", "–")}


def layers_of(page):
    layers = {}
    for name, ours, public, private in ROW.findall(page):
        layers[name] = Layer(words(ours), words(public), words(public) | words(private))
    return layers


LINE_LIMIT = 400
INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]')
SOURCE_SUFFIXES = {".h", ".cpp"}
# These read and write numbers as the user's locale has them: "0,5". limn/base/number_text.h has
# what reads "0.5" everywhere.
LOCALE_CALLS = re.compile(r"\b(strto(d|f|ld)|ato(f|i|l|ll)|sto(d|f|ld)|v?f?s?scanf|setlocale|imbue"
                          r"|std::locale)\s*\(")
LOCALE_CALLS_ALLOWED = {"src/gui/studio.cpp"}  # chooses the C locale for numbers
MACHINE_NAMES = re.compile(r"(/work/|/home/\w|/tmp/limn|farm-bench|\.library/)")


def layer_of(path):
    """(layer, is public header) of a path relative to the root; (None, False) outside of them."""
    parts = path.parts
    if parts[:2] == ("include", "limn") and len(parts) > 3:
        return parts[2], True
    if parts[0] == "src" and len(parts) > 2:
        return parts[1], False
    return None, False


def check_include(layers, path, name):
    layer_name, is_public = layer_of(path)
    layer = layers.get(layer_name)
    if layer is None:
        return f"{path}: {layer_name} has no row in {PAGE}" if layer_name else None
    if name.startswith("limn/"):
        target = name.split("/")[1]
        layer.used.add(target)
        if target not in layer.ours | {layer_name}:
            return f"{path}: {layer_name} must not include {name}"
        return None
    for foreign, pattern in FOREIGN.items():
        if pattern.match(name) and foreign not in (layer.public if is_public else layer.private):
            where = "a public header of " if is_public else ""
            return f"{path}: {where}{layer_name} must not include {name}"
    return None


def check_links(layers, path, text):
    """Link lines of a CMakeLists.txt under src/: `limn::x` for another library of ours."""
    layer = layers.get(path.parts[1])
    if layer is None:
        return []
    return [f"{path}: {path.parts[1]} must not link limn::{name}"
            for name in sorted(set(LINKED.findall(text)) - layer.ours - {path.parts[1]})]


def check_page(root, layers, page):
    folders = {p.name for p in (root / "src").iterdir() if p.is_dir()}
    problems = [f"{PAGE}: no row for src/{name}" for name in sorted(folders - set(layers))]
    problems += [f"{PAGE}: there is no src/{name}" for name in sorted(set(layers) - folders)]
    for name, layer in layers.items():
        for unused in sorted(layer.ours - layer.used):
            problems.append(f"{PAGE}: {name} may use {unused}, but no file of it does")
    for path in sorted(set(NAMED_PATH.findall(page))):
        if not (root / path).exists():
            problems.append(f"{PAGE}: there is no {path}")
    return problems


def check_file(root, layers, path):
    problems = []
    text = (root / path).read_text(encoding="utf-8")
    lines = text.splitlines()
    if "SPDX-License-Identifier: Apache-2.0" not in "\n".join(lines[:6]):
        problems.append(f"{path}: no SPDX licence line at the top")
    if path.suffix in SOURCE_SUFFIXES:
        if len(lines) > LINE_LIMIT:
            problems.append(f"{path}: {len(lines)} lines; the limit is {LINE_LIMIT}")
        in_program = path.parts[0] in ("src", "include")
        for number, line in enumerate(lines, 1):
            if in_program and str(path) not in LOCALE_CALLS_ALLOWED and (
                    call := LOCALE_CALLS.search(line)):
                problems.append(f"{path}:{number}: {call.group(1)} follows the user's locale; use "
                                "parseNumber() of limn/base/number_text.h")
            if match := INCLUDE.match(line):
                if problem := check_include(layers, path, match.group(1)):
                    problems.append(problem)
    if path.name == "CMakeLists.txt" and path.parts[0] == "src" and len(path.parts) == 3:
        problems += check_links(layers, path, text)
    if path.name != "check_layers.py" and (found := MACHINE_NAMES.search(text)):
        problems.append(f"{path}: names a machine or a tool of one: {found.group(0)}")
    return problems


def tracked_files(root):
    listing = subprocess.run(["git", "-C", root, "ls-files", "-z", "--cached", "--others",
                              "--exclude-standard"], capture_output=True, check=False)
    if listing.returncode == 0:
        names = [Path(n) for n in listing.stdout.decode().split("\0") if n]
    else:  # an unpacked archive
        names = [p.relative_to(root) for top in ("include", "src", "tests", "cmake", "scripts")
                 for p in sorted((root / top).rglob("*")) if p.is_file()]
    wanted = {".h", ".cpp", ".py", ".sh", ".cmake"}
    return [n for n in names if (n.suffix in wanted or n.name == "CMakeLists.txt")
            and (root / n).is_file()]


def check_tree(root):
    page = (root / PAGE).read_text(encoding="utf-8")
    layers = layers_of(page)
    if not layers:
        return [f"{PAGE}: its table of libraries is not found"]
    problems = [problem for path in tracked_files(root)
                for problem in check_file(root, layers, path)]
    return problems + check_page(root, layers, page)


def self_test():
    header = "// SPDX-License-Identifier: Apache-2.0\n"
    page = """
| `limn::base` | values | – | fmt | spdlog |
| `limn::nn` | network, see `src/nn/missing.cpp` | – | torch | torch |
| `limn::imaging` | files | base | – | itk |
| `limn::gui` | window | base, core | – | qt |
| `limn::core` | rules | base | – | – |
| `limn::gone` | nothing | – | – | – |
"""
    bad = {
        "include/limn/core/a.h": "#include <QString>\n",
        "include/limn/imaging/b.h": "#include <itkImage.h>\n",
        "src/nn/c.cpp": '#include "limn/base/result.h"\n',
        "src/gui/d.cpp": '#include "limn/engine/sam_predictor.h"\n',
        "src/core/e.cpp": "#include <opencv2/core.hpp>\n",
        "src/core/f.cpp": "\n" * LINE_LIMIT,
        "src/core/l.cpp": "double d = std::strtod(text, nullptr);\n",
        "src/core/m.cpp": "std::sscanf(text, form, &value);\n",
        "src/unknown/g.cpp": '#include "limn/base/result.h"\n',
        "src/core/CMakeLists.txt": "limn_add_library(core PUBLIC limn::base limn::nn_files)\n",
    }
    good = {
        "src/imaging/h.cpp": '#include <itkImage.h>\n#include "limn/base/volume.h"\n',
        "src/core/i.cpp": '#include "limn/base/volume.h"\n#include "limn/core/session.h"\n',
        "src/base/j.cpp": "#include <spdlog/spdlog.h>\n",
        "include/limn/nn/k.h": "#include <ATen/core/Tensor.h>\n",
    }
    on_page = {f"{PAGE}: no row for src/unknown", f"{PAGE}: there is no src/gone",
               f"{PAGE}: there is no src/nn/missing.cpp", f"{PAGE}: gui may use base, but no file of it does",
               f"{PAGE}: gui may use core, but no file of it does"}
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for name, text in (bad | good).items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(header + text)
        (root / PAGE).parent.mkdir()
        (root / PAGE).write_text(page)
        found = set(check_tree(root))
    missed = on_page - found
    caught = {problem.split(":")[0] for problem in found - on_page}
    missed, wrong = missed | (set(bad) - caught), caught - set(bad)
    if missed or wrong:
        print(f"missed: {sorted(missed)}; wrongly reported: {sorted(wrong)}")
        return 1
    print(f"{len(bad) + len(on_page)} violations found, {len(good)} good files passed")
    return 0


def main():
    if sys.argv[1:] == ["--self-test"]:
        return self_test()
    problems = check_tree(Path(sys.argv[1]))
    print("\n".join(problems) or "every include, licence line and length is in order")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Limn authors
# SPDX-License-Identifier: Apache-2.0
"""Reads every #include of the tree against the table of docs/architecture.md.

The compiler cannot do this: all our libraries share one include root, and the distribution puts
torch, ITK, DCMTK and OpenCV on the default path. Also checks that each file says its licence, that
none is longer than the house limit, and that no text names a machine.
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


@dataclass
class Layer:
    """What a folder may include: our libraries, foreign ones anywhere, foreign ones in .cpp only."""

    ours: set
    public: set = field(default_factory=set)
    private: set = field(default_factory=set)


BASE = {"expected", "fmt"}
LAYERS = {
    "base": Layer({"base"}, BASE, {"spdlog"}),
    "nn": Layer({"nn"}, {"torch"}, {"torch"}),
    "imaging": Layer({"base", "imaging"}, BASE, {"itk", "dcmtk", "opencv", "json"}),
    "store": Layer({"base", "store"}, BASE, {"sqlite", "json"}),
    "core": Layer({"base", "core"}, BASE, {"opencv"}),
    "cache": Layer({"base", "core", "cache"}, BASE),
    "engine": Layer({"base", "core", "nn", "engine"}, BASE, {"torch"}),
    "gui": Layer({"base", "core", "gui"}, BASE, {"qt"}),
    "apps": Layer({"base", "core", "cache", "engine", "imaging", "store", "nn", "gui"}, BASE,
                  {"cli11", "json", "qt"}),
}
OPENCV_IN_CORE = re.compile(r"^raster\w*\.cpp$")
LINE_LIMIT = 400
INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]')
SOURCE_SUFFIXES = {".h", ".cpp"}
MACHINE_NAMES = re.compile(r"(/work/|/home/\w|/tmp/limn|farm-bench|\.library/)")


def layer_of(path):
    """(layer, is public header) of a path relative to the root; (None, False) outside of them."""
    parts = path.parts
    if parts[:2] == ("include", "limn") and len(parts) > 3:
        return parts[2], True
    if parts[0] == "src" and len(parts) > 2:
        return parts[1], False
    return None, False


def check_include(path, name):
    layer_name, is_public = layer_of(path)
    layer = LAYERS.get(layer_name)
    if layer is None:
        return f"{path}: folder is in no layer; add it to the table" if layer_name else None
    if name.startswith("limn/"):
        target = name.split("/")[1]
        if target not in layer.ours:
            return f"{path}: {layer_name} must not include {name}"
        return None
    for foreign, pattern in FOREIGN.items():
        if not pattern.match(name):
            continue
        allowed = layer.public if is_public else layer.public | layer.private
        if foreign not in allowed:
            where = "a public header of " if is_public else ""
            return f"{path}: {where}{layer_name} must not include {name}"
        if layer_name == "core" and foreign == "opencv" and not OPENCV_IN_CORE.match(path.name):
            return f"{path}: in core only raster*.cpp may include {name}"
    return None


def check_file(root, path):
    problems = []
    text = (root / path).read_text(encoding="utf-8")
    lines = text.splitlines()
    if "SPDX-License-Identifier: Apache-2.0" not in "\n".join(lines[:6]):
        problems.append(f"{path}: no SPDX licence line at the top")
    if path.suffix in SOURCE_SUFFIXES:
        if len(lines) > LINE_LIMIT:
            problems.append(f"{path}: {len(lines)} lines; the limit is {LINE_LIMIT}")
        for line in lines:
            if match := INCLUDE.match(line):
                if problem := check_include(path, match.group(1)):
                    problems.append(problem)
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
    return [problem for path in tracked_files(root) for problem in check_file(root, path)]


def self_test():
    header = "// SPDX-License-Identifier: Apache-2.0\n"
    bad = {
        "include/limn/core/a.h": "#include <QString>\n",
        "include/limn/imaging/b.h": "#include <itkImage.h>\n",
        "src/nn/c.cpp": '#include "limn/base/result.h"\n',
        "src/gui/d.cpp": '#include "limn/engine/sam_predictor.h"\n',
        "src/core/e.cpp": "#include <opencv2/core.hpp>\n",
        "src/core/f.cpp": "\n" * LINE_LIMIT,
        "src/unknown/g.cpp": '#include "limn/base/result.h"\n',
    }
    good = {
        "src/core/raster_fill.cpp": "#include <opencv2/core.hpp>\n",
        "src/imaging/h.cpp": "#include <itkImage.h>\n",
        "include/limn/nn/i.h": "#include <ATen/core/Tensor.h>\n",
    }
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for name, text in (bad | good).items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(header + text)
        caught = {problem.split(":")[0] for problem in check_tree(root)}
    missed, wrong = set(bad) - caught, caught - set(bad)
    if missed or wrong:
        print(f"missed: {sorted(missed)}; wrongly reported: {sorted(wrong)}")
        return 1
    print(f"{len(bad)} violations found, {len(good)} good files passed")
    return 0


def main():
    if sys.argv[1:] == ["--self-test"]:
        return self_test()
    problems = check_tree(Path(sys.argv[1]))
    print("\n".join(problems) or "every include, licence line and length is in order")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())

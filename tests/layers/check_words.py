#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Limn authors
# SPDX-License-Identifier: Apache-2.0
"""Finds words that docs/glossary.md lists under "Words that we do not use".

Only the words in code font of the left column count, whole words in any case. The glossary itself and
test data are not read.
"""

import re
import sys
from pathlib import Path

PAGE = Path("docs/glossary.md")
FOLDERS = ("cmake", "docs", "include", "resources", "scripts", "src", "tests")
LEFT_OUT = ("tests/data/", "docs/images/", str(PAGE))


def unwanted(page):
    rows = re.findall(r"^\| ([^|]*) \|", page.split("## Words that we do not use")[1], re.MULTILINE)
    return [word for row in rows for word in re.findall(r"`([^`]+)`", row)]


def texts(root):
    files = [root / "README.md"]
    for folder in FOLDERS:
        files += sorted(p for p in (root / folder).rglob("*") if p.is_file())
    for path in files:
        name = path.relative_to(root).as_posix()
        if name.startswith(LEFT_OUT) or "__pycache__" in name:
            continue
        try:
            yield name, path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # not a text


def found(words, name, text):
    pattern = re.compile(r"\b(" + "|".join(map(re.escape, words)) + r")\b", re.IGNORECASE)
    return [f"{name}:{number}: '{match.group(0)}'; see the end of {PAGE}"
            for number, line in enumerate(text.splitlines(), 1)
            for match in pattern.finditer(line)]


def main():
    root = Path(sys.argv[1])
    words = unwanted((root / PAGE).read_text(encoding="utf-8"))
    if not words or not found(words, "self-test", f"a sentence with {words[0].upper()} in it"):
        print(f"{PAGE}: its list of words is not found")
        return 1
    problems = [line for name, text in texts(root) for line in found(words, name, text)]
    print("\n".join(problems) or f"none of {len(words)} unwanted words occurs")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())

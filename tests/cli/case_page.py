# SPDX-FileCopyrightText: 2026 The Limn authors
# SPDX-License-Identifier: Apache-2.0
"""Runs the examples of docs/case-file.md on a real case: the Python one must read the masks that
`limn case export` writes, the SQL ones must run.
"""

import re
import subprocess
import sqlite3
import sys
from pathlib import Path

import nibabel
import numpy


def main():
    page, limn, case, folder = sys.argv[1:]
    text = Path(page).read_text()
    python = re.search(r"```python\n(.*?)```", text, re.S).group(1).replace("file:CASE", f"file:{case}")
    names = {}
    exec(python, names)  # noqa: S102, the page's own example
    exported = Path(folder) / "exported.nii"
    subprocess.run([limn, "case", "export", case, "-o", exported, "--quiet"], check=True)
    theirs = numpy.asarray(nibabel.load(exported).dataobj).transpose(2, 1, 0)
    if not theirs.any() or (names["masks"] != theirs).any():
        sys.exit("the example reads other masks than the export has")
    queries = [q for block in re.findall(r"```sql\n(.*?)```", text, re.S) for q in block.split(";") if q.strip()]
    database = sqlite3.connect(case)
    for query in queries:
        if not database.execute(query).fetchall():
            sys.exit(f"nothing came of: {query}")
    print(f"{int((theirs > 0).sum())} voxels and {len(queries)} queries agree with the page")


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Limn authors
# SPDX-License-Identifier: Apache-2.0
"""Drives the real limn-studio in a window under Xvfb and compares its masks with those of `limn`.

Opens a study, clicks, clicks an exclusion, accepts, undoes, redoes, accepts a box into a second
label, with --propagate carries a box to other slices in a third, exports; then asks `limn segment` for the same
prompts. The voxels must be identical, at the usual pixel ratio and at twice of it. Exit code 77 (skipped) where there is no Xvfb.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import nibabel
import numpy

SCRIPT = """\
size 1200x800
open {image}
click {include}
click {exclude},-
accept
undo
redo
action newLabel
box {box}
accept
{carry}screenshot {folder}/studio.png
export {folder}/studio.nii.gz
quit
"""

CARRY = """\
action newLabel
box {box}
propagate {propagate}
action acceptProposals
accept
"""


def run(command, **more):
    print("+", " ".join(map(str, command)), flush=True)
    subprocess.run(list(map(str, command)), check=True, timeout=600, **more)


def read(path):
    image = nibabel.load(path)
    return numpy.asarray(image.dataobj).astype(int), image.affine


def segment(limn, model, image, output, prompts):
    run([limn, "segment", image, "-o", output, "--model", model, "--threads", 1, "--quiet", *prompts])
    return read(output)


def compare(name, ours, theirs):
    if ours.shape != theirs.shape or not theirs.any():
        sys.exit(f"{name}: the mask of the command line is empty or of another size")
    different = int((ours != theirs).sum())
    print(f"{name}: {int(theirs.sum())} voxels, {different} different", flush=True)
    if different:
        sys.exit(f"{name}: window and command line differ in {different} voxels")


def check(args, folder, scale):
    folder.mkdir()
    script = folder / "session.txt"
    carry = CARRY.format(box=args.box, propagate=args.propagate) if args.propagate else ""
    script.write_text(SCRIPT.format(image=args.image, include=args.include, exclude=args.exclude,
                                    box=args.box, carry=carry, folder=folder))
    environment = dict(os.environ, LIMN_SETTINGS=str(folder / "studio.ini"), QT_QPA_PLATFORM="xcb",
                       QT_SCALE_FACTOR=str(scale), XDG_RUNTIME_DIR=str(folder),
                       XDG_DATA_HOME=str(folder))
    run(["xvfb-run", "-a", "-s", "-screen 0 2560x1700x24", args.studio, "--model", args.model,
         "--threads", 1, "--script", script], env=environment)

    window, affine = read(folder / "studio.nii.gz")
    clicks, reference = segment(args.limn, args.model, args.image, folder / "clicks.nii.gz",
                                ["--point", args.include, "--point", args.exclude + ",-"])
    box, _ = segment(args.limn, args.model, args.image, folder / "box.nii.gz", ["--box", args.box])
    compare(f"clicks at {scale}x", (window == 1).astype(int), clicks)
    # What the first label has, the second may not take.
    compare(f"box at {scale}x", (window == 2).astype(int), box * (clicks == 0))
    if args.propagate:
        carried, _ = segment(args.limn, args.model, args.image, folder / "carried.nii.gz",
                             ["--box", args.box, "--propagate", args.propagate])
        compare(f"carried to other slices at {scale}x", (window == 3).astype(int),
                carried * (clicks == 0) * (box == 0))
    if not numpy.array_equal(affine, reference):
        sys.exit("the exported grid is not that of the command line")
    if nibabel.load(folder / "studio.nii.gz").header.get_sform(coded=True)[1] == 0:
        sys.exit("the exported mask has no place in the patient")


def main():
    parser = argparse.ArgumentParser()
    for name in ("studio", "limn", "model", "image", "include", "exclude", "box"):
        parser.add_argument("--" + name, required=True)
    parser.add_argument("--propagate")
    args = parser.parse_args()
    if not shutil.which("xvfb-run") or not shutil.which("xauth"):
        print("skipped: xvfb-run is not installed")
        return 77
    if not Path(args.model).exists() or not Path(args.image).exists():
        print("skipped:", args.model, "or", args.image, "is not there")
        return 77
    with tempfile.TemporaryDirectory() as folder:
        for scale in (1, 2):
            check(args, Path(folder) / str(scale), scale)
    return 0


if __name__ == "__main__":
    sys.exit(main())

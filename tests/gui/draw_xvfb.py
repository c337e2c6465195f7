#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Limn authors
# SPDX-License-Identifier: Apache-2.0
"""Draws by hand in the real limn-studio under Xvfb and compares the exported mask voxel for voxel.

A click, strokes of brush and eraser, a sphere, a copy to the next slice, holes, growing in the
volume, undo and redo. The expected mask is worked out here, in the plainest way, from the mask of
the click. Then the case is checked, its journal has the edits, and every accepted mask is made
again from its prompts. Exit code 77 (skipped) where there is no Xvfb.
"""

import argparse
import os
import shutil
import sys
import tempfile
from pathlib import Path

import nibabel
import numpy

from studio_xvfb import read, run

SCRIPT = """\
size 1400x900
open {image}
click {include}
accept
export {folder}/clicked.nii.gz
radius 6
brush 20,20,50,32,{s}
erase 35,26,{s}
radius 4.5
brush 60,60,90,60,90,80,60,80,60,60,{s}
screenshot {folder}/strokes.png
action brushSphere
radius 11
brush 30,100,{s}
action copySliceUp
undo
redo
goto 60,60,{s}
action fillHoles
action editInVolume
action keepLargest
undo
export {folder}/drawn.nii.gz
quit
"""


class Drawing:
    """A label volume that is changed as the handbook says."""

    def __init__(self, label, spacing):
        self.label, self.spacing = label.copy(), numpy.asarray(spacing)
        self.index = numpy.indices(label.shape).astype(float)

    def distance(self, a, b):
        """Millimetres of each voxel to the way from a to b."""
        scale = self.spacing.reshape(3, 1, 1, 1)
        a, b = (numpy.asarray(p, float) * self.spacing for p in (a, b))
        place, way = self.index * scale - a.reshape(3, 1, 1, 1), (b - a).reshape(3, 1, 1, 1)
        length2 = float((way ** 2).sum())
        along = numpy.clip((place * way).sum(0) / length2, 0, 1) if length2 else 0.0
        return numpy.sqrt(((place - along * way) ** 2).sum(0))

    def stroke(self, a, b, radius, on, is_sphere=False):
        reached = self.distance(a, b) <= radius + 1e-9
        if not is_sphere:
            reached &= self.index[2] == a[2]
        self.label[reached] = on

    def fill_holes(self, z):
        """Background that no way by edges leads out of the slice from."""
        mask = self.label[:, :, z] > 0
        outside = numpy.zeros_like(mask)
        border = numpy.ones_like(mask)
        border[1:-1, 1:-1] = False
        outside |= border & ~mask
        while True:
            grown = outside.copy()
            grown[1:] |= outside[:-1]
            grown[:-1] |= outside[1:]
            grown[:, 1:] |= outside[:, :-1]
            grown[:, :-1] |= outside[:, 1:]
            grown &= ~mask
            if (grown == outside).all():
                break
            outside = grown
        self.label[:, :, z] = ~outside


def expected(clicked, spacing, s):
    drawing = Drawing(clicked, spacing)
    drawing.stroke((20, 20, s), (50, 32, s), 6, 1)
    drawing.stroke((35, 26, s), (35, 26, s), 6, 0)
    corners = [(60, 60, s), (90, 60, s), (90, 80, s), (60, 80, s), (60, 60, s)]
    for a, b in zip(corners, corners[1:]):
        drawing.stroke(a, b, 4.5, 1)
    drawing.stroke((30, 100, s), (30, 100, s), 11, 1, is_sphere=True)
    drawing.label[:, :, s + 1] |= drawing.label[:, :, s]
    drawing.fill_holes(s)
    return drawing.label


def check(args, folder, scale):
    folder.mkdir()
    drawn_on = int(args.include.split(",")[2]) + 6
    script = folder / "session.txt"
    script.write_text(SCRIPT.format(image=args.image, include=args.include, s=drawn_on, folder=folder))
    environment = dict(os.environ, LIMN_SETTINGS=str(folder / "studio.ini"), QT_QPA_PLATFORM="xcb",
                       QT_SCALE_FACTOR=str(scale), XDG_RUNTIME_DIR=str(folder),
                       XDG_DATA_HOME=str(folder))
    run(["xvfb-run", "-a", "-s", "-screen 0 2900x1900x24", args.studio, "--model", args.model,
         "--threads", 1, "--script", script], env=environment)
    clicked, _ = read(folder / "clicked.nii.gz")
    drawn, _ = read(folder / "drawn.nii.gz")
    spacing = nibabel.load(folder / "drawn.nii.gz").header.get_zooms()[:3]
    wanted = expected(clicked, spacing, drawn_on)
    different = numpy.argwhere(drawn != wanted)
    print(f"at {scale}x: {int(clicked.sum())} voxels clicked, {int(drawn.sum())} after drawing, "
          f"{len(different)} other than expected", flush=True)
    if len(different):
        sys.exit(f"voxel {different[0]} is {drawn[tuple(different[0])]}")
    check_case(args, folder)


def check_case(args, folder):
    case, = folder.glob("limn/cases/*.limn")
    run([args.limn, "case", "check", case])
    run([args.limn, "replay", case, "--verify", "--model", args.model])
    journal = folder / "journal.txt"
    with journal.open("w") as out:
        run([args.limn, "case", "journal", case], stdout=out)
    text = journal.read_text()
    print(text)
    for what in ("Paint Label 1, slice", "Erase Label 1", "Copy Label 1 from slice", "Undo Copy",
                 "Redo Copy", "Fill holes of Label 1, slice", "Keep the largest component of Label 1, whole",
                 "Undo Keep the largest component"):
        if what not in text:
            sys.exit(f"the journal does not say '{what}'")
    run([args.limn, "case", "export", case, "-o", folder / "case.nii.gz"])
    if not numpy.array_equal(read(folder / "case.nii.gz")[0], read(folder / "drawn.nii.gz")[0]):
        sys.exit("the case and the export of the window differ")


def main():
    parser = argparse.ArgumentParser()
    for name in ("studio", "limn", "model", "image", "include"):
        parser.add_argument("--" + name, required=True)
    parser.add_argument("--scales", default="1,2")
    parser.add_argument("--keep", help="a folder for what was made; else it is removed")
    args = parser.parse_args()
    if not shutil.which("xvfb-run") or not shutil.which("xauth"):
        print("skipped: xvfb-run is not installed")
        return 77
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(args.keep or temporary)
        for scale in args.scales.split(","):
            check(args, folder / scale, scale)
    return 0


if __name__ == "__main__":
    sys.exit(main())

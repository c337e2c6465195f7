#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Limn authors
# SPDX-License-Identifier: Apache-2.0
"""A mask that Limn writes has, in nibabel, the affine of its source and the voxels that were meant.

Usage: nibabel_check.py PROGRAM, the program being imaging_label_copy. Exit code 77: no nibabel here.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

try:
    import nibabel
    import numpy
except ImportError:
    print("nibabel is not installed: skipped")
    sys.exit(77)

SHAPE = (7, 5, 4)


def oblique_affine():
    """Unequal spacings, turned about two axes; RAS."""
    a, b = 0.4, -0.7
    about_z = numpy.array([[numpy.cos(a), -numpy.sin(a), 0], [numpy.sin(a), numpy.cos(a), 0], [0, 0, 1]])
    about_x = numpy.array([[1, 0, 0], [0, numpy.cos(b), -numpy.sin(b)], [0, numpy.sin(b), numpy.cos(b)]])
    affine = numpy.eye(4)
    affine[:3, :3] = about_z @ about_x @ numpy.diag([0.7, 1.3, 2.9])
    affine[:3, 3] = [-80.5, 33.25, 410.125]
    return affine


def sources():
    """Names and images: forms, byte orders and axis orders that must not matter."""
    voxels = numpy.arange(numpy.prod(SHAPE), dtype=numpy.int16).reshape(SHAPE)
    affine = oblique_affine()
    plain = nibabel.Nifti1Image(voxels, affine)
    plain.set_qform(affine, 1)
    plain.set_sform(affine, 2)
    yield "both", plain
    qform_only = nibabel.Nifti1Image(voxels, affine)
    qform_only.set_sform(None, 0)
    qform_only.set_qform(affine, 1)
    yield "qform", qform_only
    big = nibabel.Nifti1Image(voxels, affine, nibabel.Nifti1Header(endianness=">"))
    big.set_qform(affine, 1)
    big.set_sform(affine, 1)
    yield "big", big
    flipped = affine.copy()
    flipped[:3, 0] *= -1
    yield "left_handed", nibabel.Nifti1Image(voxels, flipped)
    second = nibabel.Nifti2Image(voxels, affine)
    second.set_sform(affine, 1)
    yield "nifti2", second


def expected_voxels():
    index = numpy.arange(numpy.prod(SHAPE), dtype=numpy.int64)
    return ((5 * index + index // 7) % 7).reshape(SHAPE, order="F")


def check(program, folder, name, image):
    source = folder / f"{name}.nii"
    nibabel.save(image, source)
    failures = []
    for suffix in (".nii", ".nii.gz"):
        mask_file = folder / f"{name}_mask{suffix}"
        subprocess.run([program, source, mask_file], check=True)
        mask = nibabel.load(mask_file)
        same_bytes = name != "nifti2"  # whose doubles become floats
        stated = nibabel.load(source).affine
        close = (numpy.array_equal(mask.affine, stated) if same_bytes
                 else numpy.allclose(mask.affine, stated, rtol=1e-6, atol=1e-4))
        if not close:
            failures.append(f"{mask_file.name}: affine\n{mask.affine}\nis not\n{stated}")
        if not numpy.array_equal(numpy.asarray(mask.dataobj), expected_voxels()):
            failures.append(f"{mask_file.name}: other voxels")
        if mask.get_data_dtype() != numpy.uint8:
            failures.append(f"{mask_file.name}: type {mask.get_data_dtype()}")
    return failures


def main():
    failures = []
    with tempfile.TemporaryDirectory() as folder:
        for name, image in sources():
            failures += check(sys.argv[1], Path(folder), name, image)
    print("\n".join(failures) or "every mask agrees")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())

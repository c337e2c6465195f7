#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Limn authors
# SPDX-License-Identifier: Apache-2.0
"""The main job on real scans: each listed structure from its click and from its box.

Strict: each written mask lies on exactly the grid of its source (sform, qform and pixdim bytes, shape,
affine), says what was written, and a DICOM series and its NIfTI twin give the same mask in the same
world position. Dice against the truth on the prompted slice is reported; the weights are rough ones,
so it only has a loose floor. Ends with 77 (skipped) where scans, weights or nibabel are absent.
"""

import argparse
import concurrent.futures
import gzip
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

SKIPPED = 77
BOX_FLOOR = 0.3  # mean Dice of boxes on manual truth
TRUTH_OF_A_NETWORK = {"ct_organs"}  # reported, but not counted in the floor
AXES = "ijk"

try:
    import nibabel
    import numpy
except ImportError:
    print("skipped: nibabel is not installed")
    sys.exit(SKIPPED)


@dataclass
class Structure:
    """One structure of one image, and the DICOM series that holds the same voxels, if any."""

    case: str
    name: str
    image: Path
    mask: Path
    label: object
    facts: dict
    dicom: Path = None
    dicom_files: list = field(default_factory=list)

    @property
    def axis(self):
        return AXES.index(self.facts["slice_axis"])

    def corners(self):
        box = self.facts["box_on_largest_slice"]
        spans = [box[a] if isinstance(box[a], list) else [box[a], box[a]] for a in AXES]
        return [s[0] for s in spans], [s[1] for s in spans]

    def prompt(self, kind, affine=None):
        """Options in voxels of the file, or in LPS millimetres by the image's affine."""
        places = [self.facts["click_ijk"]] if kind == "click" else list(self.corners())
        world = []
        if affine is not None:
            world = ["--world"]
            ras = [affine @ numpy.append(p, 1.0) for p in places]
            places = [[-p[0], -p[1], p[2]] for p in ras]
        text = ",".join(repr(float(v)) for p in places for v in p)
        return world + ["--axis", "xyz"[self.axis], ("--point=" if kind == "click" else "--box=") + text]


def images_of(case, folder):
    """(image file, mask file, structures, DICOM folder, its files) of one case.json."""
    if "structures" in case:
        yield folder / case["image"]["file"], None, case["structures"], None, []
    for name, image in case.get("images", {}).items():
        where = folder / name
        yield where / image["image"]["file"], where / "mask.nii.gz", image["structures"], where / "dicom", []
    for phase in case.get("phases", []):
        yield folder / phase["image"]["file"], None, phase["structures"], folder / "dicom", phase["dicom_files"]


def structures_in(volumes):
    for file in sorted(volumes.rglob("case.json")):
        case, folder = json.loads(file.read_text()), file.parent
        for image, mask, structures, dicom, files in images_of(case, folder):
            for facts in structures:
                yield Structure(
                    case=f"{case['case']} {image.parent.name if mask else image.name.split('_')[0] if files else ''}".strip(),
                    name=facts["name"], image=image, mask=mask or folder / facts["mask_file"],
                    label=facts["label"], facts=facts, dicom=dicom, dicom_files=files)


def header_bytes(path):
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rb") as stream:
        return stream.read(348)


def grid_problems(source, written):
    """What of the grid differs between a NIfTI source and a mask made from it."""
    a, b = nibabel.load(source), nibabel.load(written)
    ha, hb = header_bytes(source), header_bytes(written)
    problems = []
    if a.shape[:3] != b.shape:
        problems.append(f"shape {b.shape} instead of {a.shape[:3]}")
    if not numpy.array_equal(a.affine, b.affine):
        problems.append("affine")
    for name, begin, end in (("pixdim", 76, 108), ("qform and sform", 252, 328)):
        if ha[begin:end] != hb[begin:end]:
            problems.append(name + " bytes")
    return problems


def dice_on_slice(structure, written):
    axis, index = structure.axis, structure.facts["largest_slice"]
    truth = numpy.asarray(nibabel.load(structure.mask).dataobj)
    truth = truth > 0 if structure.label is None else truth == structure.label
    mask = numpy.asarray(nibabel.load(written).dataobj) != 0
    outside = numpy.delete(mask, index, axis=axis).any()
    a, b = numpy.take(mask, index, axis), numpy.take(truth, index, axis)
    return (2.0 * (a & b).sum() / (a.sum() + b.sum()), bool(outside))


def corner_distance(a, b):
    """Largest distance in mm between the sets of corners of two volumes' grids."""
    def corners(image):
        size = numpy.array(image.shape[:3]) - 1
        picks = numpy.array([[(c >> i) & 1 for i in range(3)] for c in range(8)])
        return (image.affine @ numpy.c_[picks * size, numpy.ones(8)].T).T[:, :3]
    ca, cb = corners(a), corners(b)
    return float(numpy.linalg.norm(ca[:, None] - cb[None], axis=2).min(axis=1).max())


def twin_problems(nifti_mask, dicom_mask):
    """Voxels of one mask that have no partner in the other, found through both affines."""
    a, b = nibabel.load(nifti_mask), nibabel.load(dicom_mask)
    ijk = numpy.argwhere(numpy.asarray(a.dataobj) != 0)
    other = numpy.asarray(b.dataobj) != 0
    world = (a.affine @ numpy.c_[ijk, numpy.ones(len(ijk))].T)
    place = (numpy.linalg.inv(b.affine) @ world)[:3].T
    nearest = numpy.rint(place).astype(int)
    if len(ijk) and numpy.abs(place - nearest).max() > 0.05:
        return ["the grids do not coincide"]
    inside = ((nearest >= 0) & (nearest < other.shape)).all(axis=1)
    shared = int(other[tuple(nearest[inside].T)].sum())
    if shared == len(ijk) == int(other.sum()):
        return []
    return [f"{len(ijk)} voxels from NIfTI, {int(other.sum())} from DICOM, {shared} shared"]


class Job:
    def __init__(self, limn, weights, folder):
        self.limn, self.weights, self.folder = limn, weights, folder
        self.dicom_folders = {}
        self.more = []  # options of limn segment

    def segment(self, image, prompt, out):
        command = [str(self.limn), "segment", str(image), "-o", str(out), "--model", str(self.weights),
                   "--device", "cpu", "--threads", "1", "--json", *self.more, *prompt]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"{' '.join(command)} ended with {done.returncode}: {done.stderr.strip()}")
        return json.loads(done.stdout)

    def dicom_of(self, structure):
        """The folder, or for one phase of a cine series a folder of its files alone."""
        if not structure.dicom_files:
            return structure.dicom
        target = self.folder / ("dicom_" + structure.image.stem)
        target.mkdir(exist_ok=True)
        for name in structure.dicom_files:
            if not (target / name).exists():
                shutil.copyfile(structure.dicom / name, target / name)
        return target

    def run(self, number, structure, kind):
        row = {"case": structure.case, "structure": structure.name, "prompt": kind, "problems": []}
        out = self.folder / f"{number}_{kind}.nii.gz"
        try:
            report = self.segment(structure.image, structure.prompt(kind), out)
            row["dice"], outside = dice_on_slice(structure, out)
            row["predicted"] = report["predicted_iou"]
            row["problems"] += grid_problems(structure.image, out)
            voxels = int((numpy.asarray(nibabel.load(out).dataobj) != 0).sum())
            if voxels != report["voxels"]:
                row["problems"].append(f"{voxels} voxels, but {report['voxels']} reported")
            if outside:
                row["problems"].append("voxels off the prompted slice")
            if structure.dicom:
                self.compare_with_twin(structure, kind, out, row)
        except RuntimeError as error:
            row["problems"].append(str(error))
        return row

    def compare_with_twin(self, structure, kind, nifti_mask, row):
        affine = nibabel.load(structure.image).affine
        world = nifti_mask.with_name("world_" + nifti_mask.name)
        self.segment(structure.image, structure.prompt(kind, affine), world)
        twin = nifti_mask.with_name("dicom_" + nifti_mask.name)
        folder = self.dicom_of(structure)
        self.segment(folder, structure.prompt(kind, affine), twin)
        problems = twin_problems(nifti_mask, world) + twin_problems(world, twin)
        row["twin"] = "same" if not problems else "DIFFERS"
        row["problems"] += problems
        row["twin_mask"], row["twin_folder"] = twin, folder


def check_with_dcm2niix(rows, folder):
    """The grid of each mask made from DICOM, against what dcm2niix makes of the same series."""
    converted = {}
    for row in rows:
        if "twin_folder" not in row or not shutil.which("dcm2niix"):
            continue
        source = row["twin_folder"]
        if source not in converted:
            out = folder / f"dcm2niix_{len(converted)}"
            out.mkdir()
            subprocess.run(["dcm2niix", "-z", "y", "-o", str(out), str(source)], check=True,
                           capture_output=True)
            converted[source] = sorted(out.glob("*.nii.gz"))
        distances = [corner_distance(nibabel.load(row["twin_mask"]), nibabel.load(c))
                     for c in converted[source]]
        row["dcm2niix"] = min(distances, default=float("inf"))
        if row["dcm2niix"] > 0.01:
            row["problems"].append(f"dcm2niix puts the volume {row['dcm2niix']:.3f} mm away")


def table(rows):
    lines = ["| case | structure | prompt | Dice on slice | predicted IoU | grid as source | DICOM twin "
             "| dcm2niix corner mm |", "| --- | --- | --- | --- | --- | --- | --- | --- |"]
    for row in rows:
        dice, predicted = row.get("dice"), row.get("predicted")
        away = row.get("dcm2niix")
        lines.append("| " + " | ".join([
            row["case"], row["structure"], row["prompt"],
            "" if dice is None else f"{dice:.3f}", "" if predicted is None else f"{predicted:.2f}",
            "identical" if not row["problems"] else "; ".join(row["problems"]),
            row.get("twin", ""), "" if away is None else f"{away:.5f}"]) + " |")
    return lines


def summary(rows):
    lines = []
    for kind in ("click", "box"):
        for title, wanted in (("manual truth", False), ("truth of a network", True)):
            dices = [r["dice"] for r in rows if r["prompt"] == kind and "dice" in r
                     and (r["case"].split()[0] in TRUTH_OF_A_NETWORK) == wanted]
            if dices:
                lines.append(f"- {kind}, {title}: mean Dice {statistics.mean(dices):.3f}, median "
                             f"{statistics.median(dices):.3f}, {len(dices)} structures")
    return lines


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--limn", type=Path, required=True)
    parser.add_argument("--shared", type=Path, required=True)
    parser.add_argument("--report", type=Path, required=True)
    parser.add_argument("--only", default="", help="part of a case's name")
    parser.add_argument("--model", type=Path, help="instead of the weights under --shared")
    parser.add_argument("--no-focus", action="store_true")
    arguments = parser.parse_args()
    shared = Path(os.environ.get("LIMN_SHARED_DIR", arguments.shared)).resolve()
    weights = arguments.model or shared / "weights" / "interim" / "interim.pth"
    if not (shared / "volumes").is_dir() or not weights.is_file():
        print(f"skipped: no scans or no weights under {shared}")
        return SKIPPED

    structures = [s for s in structures_in(shared / "volumes") if arguments.only in s.case]
    with tempfile.TemporaryDirectory(prefix="limn-main-job-") as name:
        job = Job(arguments.limn.resolve(), weights.resolve(), Path(name))
        job.more = ["--no-focus"] if arguments.no_focus else []
        for structure in structures:
            if structure.dicom:
                job.dicom_of(structure)  # before the threads start
        work = [(n, s, k) for n, s in enumerate(structures) for k in ("click", "box")]
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 1) as pool:
            rows = list(pool.map(lambda w: job.run(*w), work))
        check_with_dcm2niix(rows, job.folder)

    lines = ["# The main job on real scans", "", f"Weights: {weights.name}", "", *summary(rows), "",
             *table(rows)]
    text = "\n".join(lines) + "\n"
    print(text)
    arguments.report.write_text(text)
    failed = [r for r in rows if r["problems"]]
    boxes = [r["dice"] for r in rows if r["prompt"] == "box" and "dice" in r
             and r["case"].split()[0] not in TRUTH_OF_A_NETWORK]
    for row in failed:
        print(f"FAILED {row['case']}, {row['structure']}, {row['prompt']}: {'; '.join(row['problems'])}")
    if boxes and statistics.mean(boxes) < BOX_FLOOR:
        print(f"FAILED: mean Dice of boxes {statistics.mean(boxes):.3f} is under {BOX_FLOOR}")
        return 1
    return 1 if failed or not rows else 0


if __name__ == "__main__":
    sys.exit(main())

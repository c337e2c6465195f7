#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Limn authors
# SPDX-License-Identifier: Apache-2.0
"""DICOM masks that Limn writes are what pydicom reads and what dciodvfy finds no error in.

Usage: dicom_mask_check.py PROGRAM, the program being imaging_label_copy. Exit code 77: no pydicom here.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

try:
    import numpy
    import pydicom
    from pydicom.dataset import FileDataset, FileMetaDataset
except ImportError:
    print("pydicom is not installed: skipped")
    sys.exit(77)

COLUMNS, ROWS, SLICES = 11, 7, 4
SPACING_ROWS, SPACING_COLUMNS, STEP = 1.5, 0.75, 2.5
ROW, COLUMN = numpy.array([0.8, 0.6, 0]), numpy.array([-0.6, 0.8, 0])
ORIGIN = numpy.array([-40.25, 12.5, 300.125])


def write_series(folder):
    """A CT series of a tilted patient, as a scanner writes it."""
    study, series, frame = (pydicom.uid.generate_uid() for _ in range(3))
    for z in range(SLICES):
        meta = FileMetaDataset()
        meta.TransferSyntaxUID = pydicom.uid.ExplicitVRLittleEndian
        meta.MediaStorageSOPClassUID = "1.2.840.10008.5.1.4.1.1.2"
        meta.MediaStorageSOPInstanceUID = pydicom.uid.generate_uid()
        image = FileDataset(str(folder / f"{z}.dcm"), {}, file_meta=meta, preamble=b"\0" * 128)
        image.is_little_endian, image.is_implicit_VR = True, False
        image.SpecificCharacterSet = "ISO_IR 100"
        image.SOPClassUID = meta.MediaStorageSOPClassUID
        image.SOPInstanceUID = meta.MediaStorageSOPInstanceUID
        image.StudyInstanceUID, image.SeriesInstanceUID, image.FrameOfReferenceUID = study, series, frame
        image.PatientName, image.PatientID = "Müller^Jörg", "PID 7"
        image.PatientBirthDate, image.PatientSex = "19700102", "M"
        image.StudyDate, image.StudyTime, image.StudyID = "20200304", "101112", "42"
        image.AccessionNumber, image.ReferringPhysicianName = "ACC1", ""
        image.Modality, image.SeriesNumber, image.InstanceNumber = "CT", 3, z + 1
        image.PositionReferenceIndicator = ""
        image.Rows, image.Columns = ROWS, COLUMNS
        image.PixelSpacing, image.SliceThickness = [SPACING_ROWS, SPACING_COLUMNS], STEP
        image.ImageOrientationPatient = [*ROW, *COLUMN]
        image.ImagePositionPatient = [float(v) for v in ORIGIN + numpy.cross(ROW, COLUMN) * STEP * z]
        image.SamplesPerPixel, image.PhotometricInterpretation = 1, "MONOCHROME2"
        image.BitsAllocated = image.BitsStored = 16
        image.HighBit, image.PixelRepresentation = 15, 0
        image.PixelData = bytes(2 * ROWS * COLUMNS)
        image.save_as(folder / f"{z}.dcm")


def expected():
    """The pattern of imaging_label_copy, as [slice, row, column]."""
    index = numpy.arange(COLUMNS * ROWS * SLICES)
    return ((5 * index + index // 7) % 7).reshape(SLICES, ROWS, COLUMNS)


def check_segmentation(seg, first):
    failures = []
    labels = numpy.zeros((SLICES, ROWS, COLUMNS), int)
    frames = seg.pixel_array
    values = [int(s[0x0063, 0x1001].value) for s in seg.SegmentSequence]
    for frame, own in zip(frames, seg.PerFrameFunctionalGroupsSequence):
        position = numpy.array(own.PlanePositionSequence[0].ImagePositionPatient, float)
        z = numpy.dot(position - ORIGIN, numpy.cross(ROW, COLUMN)) / STEP
        if abs(z - round(z)) > 1e-6:
            failures.append(f"a frame lies at {position}")
        segment = own.SegmentIdentificationSequence[0].ReferencedSegmentNumber
        labels[round(z)][frame != 0] = values[segment - 1]
    if not numpy.array_equal(labels, expected()):
        failures.append("the segmentation has other voxels")
    shared = seg.SharedFunctionalGroupsSequence[0]
    if [float(v) for v in shared.PixelMeasuresSequence[0].PixelSpacing] != [SPACING_ROWS, SPACING_COLUMNS]:
        failures.append("rows and columns have other distances")
    if not numpy.allclose([float(v) for v in shared.PlaneOrientationSequence[0].ImageOrientationPatient],
                          [*ROW, *COLUMN]):
        failures.append("another orientation")
    for name in ("PatientName", "PatientID", "StudyInstanceUID", "StudyDate", "FrameOfReferenceUID"):
        if seg.get(name) != first.get(name):
            failures.append(f"{name} is {seg.get(name)}, not {first.get(name)}")
    return failures


def fill(structures):
    """Crossing number for each voxel centre, over all contours of a region in a plane."""
    labels = numpy.zeros((SLICES, ROWS, COLUMNS), int)
    normal = numpy.cross(ROW, COLUMN)
    for region in structures.ROIContourSequence:
        for contour in region.ContourSequence:
            points = numpy.array(contour.ContourData, float).reshape(-1, 3) - ORIGIN
            z = round(float(numpy.mean(points @ normal)) / STEP)
            x, y = points @ ROW / SPACING_COLUMNS, points @ COLUMN / SPACING_ROWS
            for row in range(ROWS):
                for column in range(COLUMNS):
                    inside = False
                    for i in range(len(x)):
                        j = i - 1
                        if (y[i] > row) != (y[j] > row):
                            crossing = x[i] + (row - y[i]) / (y[j] - y[i]) * (x[j] - x[i])
                            inside ^= column < crossing
                    if inside:
                        labels[z, row, column] = int(region.ReferencedROINumber)
    return labels


def check_structures(structures):
    filled, wanted = fill(structures), expected()
    failures = []
    for label in range(1, 7):
        a, b = filled == label, wanted == label
        dice = 2 * numpy.count_nonzero(a & b) / (numpy.count_nonzero(a) + numpy.count_nonzero(b))
        if dice < 0.999:
            failures.append(f"region {label} has a Dice of {dice:.4f} when it is filled again")
    return failures


def dciodvfy_errors(file):
    if shutil.which("dciodvfy") is None:
        print("dciodvfy (package dicom3tools) is not installed: not checked with it")
        return []
    done = subprocess.run(["dciodvfy", file], capture_output=True, text=True, errors="replace", check=False)
    return [f"dciodvfy, {file.name}: {line}" for line in (done.stdout + done.stderr).splitlines()
            if line.startswith("Error")]


def main():
    failures = []
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        study = folder / "study"
        study.mkdir()
        write_series(study)
        seg, structures = folder / "mask.dcm", folder / "mask.rtstruct.dcm"
        for target in (seg, structures):
            subprocess.run([sys.argv[1], study, target], check=True)
            failures += dciodvfy_errors(target)
        failures += check_segmentation(pydicom.dcmread(seg), pydicom.dcmread(study / "0.dcm"))
        failures += check_structures(pydicom.dcmread(structures))
    print("\n".join(failures) or "every mask agrees")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Limn authors
# SPDX-License-Identifier: Apache-2.0
"""Cuts this folder's small golden vectors out of the full set.

usage: make_subset.py FULL_SET_FOLDER [OUTPUT_FOLDER]

Images and mask prompts that the formulas of README.md rebuild are left out, planes are thinned to
every n-th row and column (the self-check recognises that by their size), and of pre_post a few
sizes are kept. Needs nothing but Python.
"""
import json
import math
import pathlib
import shutil
import struct
import sys

THIN = {"tiny_adapter": 2, "tiny_512_at_256": 2, "tiny_512": 4}
PRE_POST_SIZES = ("97x63", "100x400", "181x258")
BYTES = {"F32": 4, "I32": 4, "U8": 1}


def read(path):
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
        data = file.read()
    header.pop("__metadata__", None)
    return {
        name: (entry["dtype"], entry["shape"], data[slice(*entry["data_offsets"])])
        for name, entry in header.items()
    }


def write(path, tensors):
    header, offset = {}, 0
    for name, (dtype, shape, data) in tensors.items():
        header[name] = {"dtype": dtype, "shape": shape, "data_offsets": [offset, offset + len(data)]}
        offset += len(data)
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for _, _, data in tensors.values():
            file.write(data)


def thinned(tensor, step):
    dtype, shape, data = tensor
    size, (rows, columns) = BYTES[dtype], shape[-2:]
    out = bytearray()
    for plane in range(math.prod(shape[:-2])):
        for row in range(0, rows, step):
            start = (plane * rows + row) * columns * size
            line = data[start : start + columns * size]
            for column in range(0, columns, step):
                out += line[column * size : (column + 1) * size]
    return dtype, shape[:-2] + [len(range(0, rows, step)), len(range(0, columns, step))], bytes(out)


def cut_network(tensors, step):
    kept = {}
    for name, tensor in sorted(tensors.items()):
        if name == "image" or name.endswith(".mask_input"):
            continue
        kept[name] = thinned(tensor, step) if name.endswith("low_res_logits") else tensor
    return kept


def cut_pre_post(tensors):
    kept = {}
    for name, tensor in sorted(tensors.items()):
        if name.split(".")[0] in PRE_POST_SIZES:
            kept[name] = thinned(tensor, 2) if name.endswith(".input") else tensor
    return kept


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    source = pathlib.Path(sys.argv[1])
    target = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else pathlib.Path(__file__).parent
    for tag, step in THIN.items():
        name = f"{tag}.expected.safetensors"
        write(target / name, cut_network(read(source / name), step))
    write(target / "pre_post.safetensors", cut_pre_post(read(source / "pre_post.safetensors")))
    copies = {
        "losses.safetensors": "losses.safetensors",
        "tiny_512.pth": "tiny_512.pth",
        # The file without optimizer state; its keys carry the prefix "module.".
        "tiny_adapter.ddp.pth": "tiny_adapter.pth",
        "vit_b_adapter_256.expected.safetensors": "vit_b_adapter_256.expected.safetensors",
        "vit_b_plain_256.expected.safetensors": "vit_b_plain_256.expected.safetensors",
    }
    for name, copy in copies.items():
        shutil.copyfile(source / name, target / copy)


if __name__ == "__main__":
    main()

# SPDX-FileCopyrightText: 2026 The Limn authors
# SPDX-License-Identifier: Apache-2.0
"""Kills the real limn-studio at random moments of a scripted session and checks its case each time.

The session clicks, accepts, undoes, redoes and makes labels; it goes on with what the run before left.
After each kill: the case is sound, and what was there before is still there.
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def session(rng):
    lines = []
    for _ in range(200):
        x, y, z = rng.randrange(40, 150), rng.randrange(40, 120), rng.randrange(20, 24)
        lines.append(f"click {x},{y},{z}")
        lines.append(rng.choice(["accept", "accept", "undo", "action newLabel", "accept"]))
        if lines[-1] == "accept":
            lines += rng.choice([[], ["undo"], ["undo", "redo"]])
    return "\n".join(lines) + "\nquit\n"


def cases(folder):
    return sorted((folder / "limn" / "cases").glob("*.limn"))


def actions(limn, case):
    shown = subprocess.run([limn, "case", "journal", case, "--json"], capture_output=True, text=True)
    if shown.returncode:
        sys.exit(f"the case cannot be read: {shown.stderr}")
    return json.loads(shown.stdout)["actions"]


def main():
    parser = argparse.ArgumentParser()
    for name in ("studio", "limn", "model", "image"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    rng = random.Random(args.seed)
    with tempfile.TemporaryDirectory(prefix="limn-kill-") as name:
        folder = Path(name)
        environment = dict(os.environ, XDG_DATA_HOME=name, XDG_RUNTIME_DIR=name,
                           LIMN_SETTINGS=str(folder / "studio.ini"), QT_QPA_PLATFORM="offscreen")
        before = []
        for run in range(args.runs):
            script = folder / "session.txt"
            script.write_text(session(rng))
            start = time.time()
            process = subprocess.Popen(
                [args.studio, args.image, "--model", args.model, "--threads", "1", "--script",
                 str(script)], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
            size = cases(folder)[0].stat().st_size if cases(folder) else 0
            deadline = time.monotonic() + 120
            while time.monotonic() < deadline and process.poll() is None:
                wal = Path(f"{cases(folder)[0]}-wal") if cases(folder) else None
                if wal and wal.exists() and wal.stat().st_mtime > start:
                    break  # at work: it has written
                time.sleep(0.02)
            time.sleep(rng.uniform(0, 2))
            if process.poll() is not None:
                sys.exit(f"run {run}: ended by itself: {process.stderr.read().decode()}")
            process.send_signal(signal.SIGKILL)
            process.wait()
            process.stderr.close()
            if not cases(folder):
                sys.exit(f"run {run}: no case after two minutes")
            case = cases(folder)[0]
            check = subprocess.run([args.limn, "case", "check", case], capture_output=True, text=True)
            if check.returncode:
                sys.exit(f"run {run}: {check.stderr}")
            now = actions(args.limn, case)
            if now[:len(before)] != before:
                sys.exit(f"run {run}: of {len(before)} actions some are gone or changed")
            before = now
            print(f"run {run + 1}: {len(now)} actions, {case.stat().st_size - size:+} bytes", flush=True)
        if not before:
            sys.exit("no action was ever recorded")


if __name__ == "__main__":
    main()

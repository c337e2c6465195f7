#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Limn authors
# SPDX-License-Identifier: Apache-2.0
"""Finds calls by which a program could reach a network: check_network.py PROGRAM...

Reads the dynamic symbols that each program takes from its libraries. Pairs of connected sockets
(socketpair, with send and recv) are allowed: the decoder in its own process gets its frames through
one. Libraries that exist to use a network may not be linked either.
"""

import re
import subprocess
import sys

CALLS = re.compile(
    r"^(socket|connect|bind|listen|accept4?|sendto|sendmsg|sendmmsg|recvfrom|recvmsg|recvmmsg|"
    r"getaddrinfo(_a)?|getnameinfo|gethostby\w+|getservby\w+|_*res_\w+)$")
LIBRARIES = re.compile(r"^(libcurl|libQt\w*Network|libQt\w*WebSockets|libdcmnet|libdcmtls|libssl|libssh)")


def run(*words):
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout


def calls(program):
    names = [line.split()[-1].split("@")[0]
             for line in run("nm", "-D", "--undefined-only", program).splitlines()]
    return names, [name for name in names if CALLS.match(name)]


def libraries(program):
    return re.findall(r"\(NEEDED\).*\[(.+)\]", run("readelf", "-d", program))


def main():
    assert CALLS.match("getaddrinfo") and LIBRARIES.match("libQt6Network.so.6") and not CALLS.match("socketpair")
    problems = []
    for program in sys.argv[1:]:
        names, found = calls(program)
        linked = libraries(program)
        if not names or not linked:
            problems.append(f"{program}: no dynamic symbols were found; is it a dynamic program?")
        problems += [f"{program}: calls {name}()" for name in found]
        problems += [f"{program}: is linked with {name}" for name in linked if LIBRARIES.match(name)]
    print("\n".join(problems) or f"{len(sys.argv) - 1} programs have no way to a network of their own")
    return 1 if problems or len(sys.argv) < 2 else 0


if __name__ == "__main__":
    sys.exit(main())

"""Runs a program within limits, and ends it with everything it started when whoever asked for it is gone.

A script of its own, started as `python confined.py SECONDS MEMORY FILE_SIZE PROGRAM ARGUMENT...` in a session of its own:
the limits are set in no process but its own, and a parent that is killed closes the pipe that is our standard input.
"""

import contextlib
import os
import resource
import signal
import subprocess
import sys
import threading


def main() -> None:
    """Run the program and exit as it does."""
    seconds, memory, file_size = (int(word) for word in sys.argv[1:4])
    for limit, value in (
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_FSIZE, file_size),
        (resource.RLIMIT_CORE, 0),
    ):
        with contextlib.suppress(ValueError, OSError):  # a stricter one is set already
            resource.setrlimit(limit, (value, value))
    program = subprocess.Popen(sys.argv[4:], stdin=subprocess.DEVNULL)
    threading.Thread(target=_end_with_the_parent, daemon=True).start()
    code = program.wait()
    sys.exit(code if code >= 0 else 128 - code)


def _end_with_the_parent() -> None:
    while os.read(0, 1):
        pass
    os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    main()

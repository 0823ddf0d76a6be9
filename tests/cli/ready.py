"""A process that has imported the command line and becomes, by a fork, each call that is asked for: see `process.py`."""

from __future__ import annotations

import json
import os
import signal
import sys
from typing import Any, NoReturn


def main() -> None:
    """Answer calls, a line of JSON each, until there are no more; the answer is the exit code."""
    _import()
    for line in sys.stdin:
        call = json.loads(line)
        child = os.fork()
        if child == 0:
            _become(call)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


def _import() -> None:
    import jiheng.batch.checking
    import jiheng.cli.check
    import jiheng.cli.convert
    import jiheng.cli.diff
    import jiheng.cli.fill
    import jiheng.cli.layout
    import jiheng.cli.main
    import jiheng.cli.new
    import jiheng.cli.read
    import jiheng.cli.roll
    import jiheng.cli.rules  # noqa: F401
    from jiheng.rules.registry import all_rules

    all_rules()


def _become(call: dict[str, Any]) -> NoReturn:
    signal.alarm(call["seconds"])
    os.chdir(call["cwd"])
    os.environ.clear()
    os.environ.update(call["environment"])
    nothing = os.open(os.devnull, os.O_RDONLY)
    for number, file in ((0, nothing), (1, os.open(call["out"], os.O_WRONLY)), (2, os.open(call["err"], os.O_WRONLY))):
        os.dup2(file, number)
        os.close(file)
    sys.argv = ["jiheng", *call["arguments"]]
    sys.stdin = open(0, closefd=False)  # noqa: SIM115
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    from jiheng.cli.main import main

    code = 0
    try:
        main()
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 0
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    main()

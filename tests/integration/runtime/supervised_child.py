"""A supervised child: says its pid and waits.

`--stubborn` ignores SIGTERM, `--dies STATUS` ends at once, `--busy` never gives another thread a turn, `--grandchild`
starts a process of its own and says its pid too.
"""

import os
import re
import signal
import subprocess
import sys

from runtime.supervisor import die_with_parent


def say(*words: object) -> None:
    sys.stdout.write(" ".join(str(word) for word in words) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    die_with_parent()
    options = sys.argv[1:]
    signal.signal(signal.SIGTERM, signal.SIG_IGN if "--stubborn" in options else lambda *_: sys.exit(0))
    if "--grandchild" in options:
        say("grandchild", subprocess.Popen(["/bin/sleep", "600"]).pid)
    say("ready", os.getpid())
    if "--dies" in options:
        sys.exit(int(options[-1]))
    if "--busy" in options:
        # The regular expression engine keeps the interpreter's lock for minutes.
        re.match(r"(a+)+$", "a" * 40 + "b")
    signal.pause()

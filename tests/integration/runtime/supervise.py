"""Supervises one child (see supervised_child.py) in a process that can be killed."""

import sys
import threading
from pathlib import Path

from runtime.supervisor import Program, Supervisor

if __name__ == "__main__":
    child = Path(__file__).with_name("supervised_child.py")
    Supervisor([Program("child", [sys.executable, str(child), *sys.argv[1:]])], output=sys.stdout).run(
        threading.Event()
    )

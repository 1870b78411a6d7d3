"""What the tests of the package share: an environment around the bootstrap of bootstrap.py."""

import json
import os
import sys
import tempfile
import time
import unittest
from pathlib import Path

from seatwright_executor.environment import Environment
from seatwright_executor.program import Function

SOURCE = (Path(__file__).parent / "bootstrap.py").read_text()
TRACE = "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=1"
ARN = "arn:aws:lambda:us-east-1:000000000000:function:probe"


class Case(unittest.TestCase):
    """Has a folder of its own, and stops every environment that it made."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.root = self.folder / "code"
        self.root.mkdir()
        self.count = 0

    def bootstrap(self, text=f"#!{sys.executable} -ISE\n{SOURCE}"):
        path = self.root / "bootstrap"
        path.write_text(text)
        path.chmod(0o755)

    def environment(self, timeout=20.0, own=None, given=None):
        self.count += 1
        own = own or {}
        function = Function("probe", "$LATEST", "provided.al2023", self.root, timeout, 256, own)
        environment = Environment(function, self.folder / f"environment{self.count}")
        self.addCleanup(environment.stop)
        environment.start({"AWS_REGION": "us-east-1"} | own | (given or {}))
        return environment

    @staticmethod
    def invoke(environment, number="7", **event):
        return environment.invoke(number, ARN, TRACE, json.dumps(event).encode())


def alive(pid):
    """Whether the process runs; one that has ended and was not yet collected does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state.rpartition(")")[2].split()[0] != "Z"


def gone(pid):
    """Waits for the kernel to end a process that it was told to end; False when it does not."""
    limit = time.monotonic() + 10
    while alive(pid):
        if time.monotonic() > limit:
            return False
        os.sched_yield()
    return True

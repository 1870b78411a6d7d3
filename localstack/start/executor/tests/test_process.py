"""Programs end with the process that started them, however that ends."""

import subprocess
import sys
import unittest
from pathlib import Path

from seatwright_executor import report
from tests.case import Case, alive, gone

# Starts a program from a thread that ends at once, as LocalStack's do, tells its id and waits to be killed.
PARENT = """
import sys, threading
from seatwright_executor import process
def run():
    child = process.start(["sleep", "600"], "/", {"PATH": "/usr/bin:/bin"}, None)
    print(child.pid, flush=True)
thread = threading.Thread(target=run); thread.start(); thread.join()
sys.stdin.read()
"""

BOUND = """
import subprocess, sys
child = subprocess.Popen([sys.executable, "-B", "-m", "seatwright_executor.bound", "/bin/sh", "-c", "echo $$; exec sleep 600"],
    start_new_session=True)
sys.stdin.read()
"""


@unittest.skipUnless(sys.platform == "linux", "only Linux ends children with their parent")
class AProgram(Case):
    def child_of(self, source):
        source_folder = str(Path(__file__).parent.parent / "src")
        parent = subprocess.Popen(
            [sys.executable, "-B", "-c", source],
            env={"PYTHONPATH": source_folder, "PATH": "/usr/bin:/bin"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.addCleanup(parent.stdin.close)
        self.addCleanup(parent.stdout.close)
        return parent, int(parent.stdout.readline())

    def ends_with_its_parent(self, source):
        parent, child = self.child_of(source)
        self.assertTrue(alive(child))
        parent.kill()
        parent.wait()
        self.assertTrue(gone(child))

    def test_outlives_the_thread_that_asked_for_it_and_ends_with_the_process(self):
        self.ends_with_its_parent(PARENT)

    def test_run_by_bound_ends_with_its_parent_in_another_session(self):
        self.ends_with_its_parent(BOUND)


class AnExit(unittest.TestCase):
    def test_is_named_as_lambda_names_it(self):
        self.assertEqual(report.exit_text(0), "Runtime exited without providing a reason")
        self.assertEqual(report.exit_text(2), "Runtime exited with error: exit status 2")
        self.assertEqual(report.exit_text(-9), "Runtime exited with error: signal: killed")


if __name__ == "__main__":
    unittest.main()

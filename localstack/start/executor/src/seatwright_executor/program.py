"""One run of a function's bootstrap, from its start to its end."""

import signal
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from seatwright_executor import process, report, variables
from seatwright_executor.event import Answer
from seatwright_executor.runtime_api import RuntimeApi


@dataclass(frozen=True)
class Function:
    """What an environment must know of its function. timeout is in seconds; own are the variables that it sets."""

    name: str
    version: str
    runtime: str
    root: Path
    timeout: float
    memory_mb: int
    own: dict


class Program:
    """A running bootstrap with its Runtime API and its log. An end of any kind shows as an answer."""

    def __init__(self, function, given, home):
        home.mkdir(parents=True, exist_ok=True)
        scratch = home / "tmp"
        scratch.mkdir(exist_ok=True)
        self._log = home / "log"
        self._read = 0
        self._began = time.monotonic()
        self._init = None
        self._ended = threading.Event()
        self.api = RuntimeApi()
        values = variables.of_function(given, function.own, function.root, scratch, self.api.address)
        self._log.write_text(report.init_line(function.runtime))
        self.process = None
        try:
            # Appending, so that what a process and its children write never overlaps.
            with self._log.open("ab") as output:
                self.process = process.start([str(function.root / "bootstrap")], function.root, values, output)
        except OSError as cause:
            self._ended.set()
            text = f"Error: fork/exec bootstrap: {(cause.strerror or str(cause)).lower()}"
            self.api.end(_failure("Runtime.InvalidEntrypoint", text))
            return
        threading.Thread(target=self._watch, name=f"watch-{function.name}", daemon=True).start()

    def _watch(self):
        code = self.process.wait()
        process.send(self.process, signal.SIGKILL)  # its children, if it left any
        self._ended.set()
        self.api.end(_failure("Runtime.ExitError", f"Error: {report.exit_text(code)}"))
        self.api.close()

    @property
    def alive(self):
        return not self._ended.is_set()

    @property
    def begun(self):
        """It has asked for an event: its start did not fail."""
        return self.api.asked

    def wait_ready(self, seconds):
        """Waits until it asks for its first event or has ended. After that long it goes on as part of the first call."""
        if self.api.ready.wait(seconds):
            self._init = time.monotonic() - self._began

    def take_init(self):
        """The seconds that its start took, told once; None later."""
        init, self._init = self._init, None
        return init

    def invoke(self, event, seconds):
        """Hands over the event and waits for the answer; None when the time is up."""
        self.api.send(event)
        return self.api.wait(seconds)

    def used_mb(self):
        return process.peak_memory_mb(self.process) if self.process else 0

    def new_output(self):
        """What was written since the last call. All that came before an answer is in it: it is read from the file."""
        try:
            with self._log.open("rb") as log:
                log.seek(self._read)
                data = log.read()
        except FileNotFoundError:  # the environment was stopped meanwhile
            return ""
        self._read += len(data)
        text = data.decode(errors="replace")
        return text if not text or text.endswith("\n") else text + "\n"

    def all_output(self):
        return self._log.read_text(errors="replace") if self._log.exists() else ""

    def kill(self):
        """Ends it at once, with everything that it started."""
        if self.process and self.alive:
            process.send(self.process, signal.SIGKILL)
            self._ended.wait(5)
        self.api.close()

    def stop(self, seconds):
        """Ends it, and gives it the seconds to do so by itself."""
        if self.process and self.alive:
            process.stop(self.process, seconds)
        self.api.close()


def _failure(kind, text):
    return Answer(report.error(kind, text), True, kind)

"""An execution environment: a program that answers events, and the next one when that has died.

LocalStack keeps an environment after an invocation that failed, as AWS does, so it is the environment that starts its
program anew: at the next event, under the same name and log stream.
"""

import json
import shutil
import threading
import time
from dataclasses import dataclass

from seatwright_executor import report
from seatwright_executor.event import Answer, Event
from seatwright_executor.program import Program

# AWS gives a program ten seconds to start; a slower one starts again within the time of its first event. Here it just goes on.
INIT_SECONDS = 10

# A program that is told to stop has this long, in seconds, before it is killed.
STOP_SECONDS = 2


@dataclass(frozen=True)
class Result:
    """An answer and everything that belongs to it in the log."""

    payload: bytes
    failed: bool
    logs: str


class Stopped(Exception):
    """An event came to an environment that was stopped."""


class Environment:
    """Runs one event at a time; stop may come at any time."""

    def __init__(self, function, home):
        self._function = function
        self._home = home
        self._lock = threading.Lock()
        self._given = {}
        self._program = None
        self._stopped = False

    def start(self, given):
        """Starts the program with the variables that LocalStack gives. A start that fails is told with the first event."""
        self._given = given
        self._renew()

    def invoke(self, request_id, function_arn, trace, payload):
        """Has one event answered."""
        began = time.monotonic()
        program = self._program
        if program is None or (program.begun and not program.alive):
            program = self._renew()
        deadline = int((time.time() + self._function.timeout) * 1000)
        event = Event(request_id, function_arn, trace, payload, deadline)
        logs, answer = self._ask(program, event)
        if answer is not None and program.begun and not program.alive and not program.api.taken:
            # It died just before it could take the event, so that nothing was done with it.
            program = self._renew()
            more, answer = self._ask(program, event)
            logs += more
        return self._result(program, event, answer, logs, time.monotonic() - began)

    def output(self):
        """All that the present program has written."""
        program = self._program
        return program.all_output() if program else ""

    def stop(self):
        """Ends the program and forgets the environment's files."""
        with self._lock:
            self._stopped, program = True, self._program
        if program:
            program.stop(STOP_SECONDS)
        shutil.rmtree(self._home, ignore_errors=True)

    def _renew(self):
        with self._lock:
            if self._stopped:
                raise Stopped(f"environment of {self._function.name} was stopped")
            if self._program:
                self._program.kill()
            program = self._program = Program(self._function, self._given, self._home)
        program.wait_ready(INIT_SECONDS)
        return program

    def _ask(self, program, event):
        """Gives the log up to the event, with what was written since the last answer, and the answer."""
        logs = program.new_output() + report.start_line(event.request_id, self._function.version)
        return logs, program.invoke(event, self._function.timeout)

    def _result(self, program, event, answer, logs, took):
        used, status = program.used_mb(), ""
        if answer is None or not program.begun:
            # Out of time, or never started: either way the next event gets a new program.
            self._drop(program)
        logs += program.new_output()
        if answer is None:
            logs += report.timeout_line(event.request_id, self._function.timeout)
            text = f"Error: {report.timeout_text(self._function.timeout)}"
            answer = Answer(report.error("Sandbox.Timedout", text), True, "Sandbox.Timedout")
            status = "Status: timeout"
        elif answer.kind:
            status = f"Status: error\tError Type: {answer.kind}"
        memory = self._function.memory_mb
        logs += report.end_lines(event.request_id, took, program.take_init(), memory, used, status, event.trace)
        return Result(_named(answer, event.request_id), answer.failed, logs)

    def _drop(self, program):
        program.kill()
        with self._lock:
            if self._program is program:
                self._program = None


def _named(answer, request_id):
    """The platform's own errors name the request, which the end of a program does not know."""
    if answer.kind not in ("Runtime.ExitError", "Sandbox.Timedout", "Runtime.InvalidEntrypoint"):
        return answer.payload
    body = json.loads(answer.payload)
    body["errorMessage"] = f"RequestId: {request_id} {body['errorMessage']}"
    return json.dumps(body).encode()

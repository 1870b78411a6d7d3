"""The texts that Lambda itself writes: lines around an invocation in the log, and errors in place of an answer."""

import json
import math
import signal
from datetime import UTC, datetime


def error(kind, text):
    """The body of an error of the platform."""
    return json.dumps({"errorType": kind, "errorMessage": text}).encode()


def exit_text(code):
    """How Lambda names the end of a program. code is as in subprocess: negative for a signal."""
    if code == 0:
        return "Runtime exited without providing a reason"
    if code < 0:
        return f"Runtime exited with error: signal: {(signal.strsignal(-code) or str(-code)).lower()}"
    return f"Runtime exited with error: exit status {code}"


def timeout_text(seconds):
    return f"Task timed out after {seconds:.2f} seconds"


def timeout_line(request_id, seconds):
    now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return f"{now} {request_id} {timeout_text(seconds)}\n"


def init_line(runtime):
    return f"INIT_START Runtime Version: {runtime}\n"


def start_line(request_id, version):
    return f"START RequestId: {request_id} Version: {version}\n"


def end_lines(request_id, took, init, memory_mb, used_mb, status, trace):
    """END and REPORT. took and init are seconds, init None for a warm start; status is "" for success."""
    parts = [
        f"REPORT RequestId: {request_id}",
        f"Duration: {took * 1000:.2f} ms",
        f"Billed Duration: {math.ceil((took + (init or 0)) * 1000)} ms",
        f"Memory Size: {memory_mb} MB",
        f"Max Memory Used: {used_mb} MB",
    ]
    if init is not None:
        parts.append(f"Init Duration: {init * 1000:.2f} ms")
    if status:
        parts.append(status)
    lines = f"END RequestId: {request_id}\n" + "\t".join(parts) + "\t\n"
    fields = dict(part.split("=", 1) for part in trace.split(";") if "=" in part)
    if fields.get("Sampled") == "1":
        lines += f"XRAY TraceId: {fields.get('Root', '')}\tSegmentId: {fields.get('Parent', '')}\tSampled: true\n"
    return lines

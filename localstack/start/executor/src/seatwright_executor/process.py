"""Starts a program that ends with this one, and ends it with everything that it started."""

import ctypes
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

PR_SET_PDEATHSIG = 1

# Looked up here and not after the fork, where little may be done safely.
_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None

# Linux sends the signal when the *thread* that started the child ends, and LocalStack's threads come and go.
# So all programs are started by one thread that lives as long as the interpreter.
_STARTER = ThreadPoolExecutor(max_workers=1, thread_name_prefix="process-starter")


def die_with_parent(parent):
    """Asks the kernel to kill this process when its parent, the process with the given id, ends."""
    if _LIBC is None:
        return
    _LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it ended before the kernel knew of the wish
        os._exit(1)


def start(command, directory, variables, output):
    """Starts command in a process group of its own. Raises OSError when it cannot be run."""
    parent = os.getpid()

    def run():
        return subprocess.Popen(
            command,
            cwd=directory,
            env=variables,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            process_group=0,
            preexec_fn=lambda: die_with_parent(parent),
        )

    return _STARTER.submit(run).result()


def send(process, number):
    """Sends a signal to the process and its whole group, which may be gone already."""
    try:
        os.killpg(process.pid, number)
    except (ProcessLookupError, PermissionError):
        pass


def stop(process, seconds):
    """Asks the group to end, and kills what is left of it after the given seconds."""
    send(process, signal.SIGTERM)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        pass
    send(process, signal.SIGKILL)
    process.wait()


def peak_memory_mb(process):
    """The largest memory that the process has used, in MB, rounded up; 0 where the kernel does not tell."""
    try:
        with open(f"/proc/{process.pid}/status", encoding="ascii", errors="replace") as lines:
            for line in lines:
                if line.startswith("VmHWM:"):
                    return -(-int(line.split()[1]) // 1024)
    except OSError:
        pass
    return 0

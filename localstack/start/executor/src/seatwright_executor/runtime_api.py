"""Lambda's Runtime API for one run of one program: it takes events and posts answers over HTTP."""

import queue
import threading

from seatwright_executor.wire import Server


class RuntimeApi:
    """Serves one program on a port of its own, until close."""

    def __init__(self):
        self.ready = threading.Event()  # the program asked for its first event, or will never do so
        self.asked = False  # it has asked at least once
        self.taken = False  # it has got the current event
        self._current = None
        self._lock = threading.Lock()
        self._events = queue.Queue()
        self._answers = queue.Queue()
        self._server = Server(self)
        self.address = f"127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, name="runtime-api", daemon=True).start()

    def send(self, event):
        """Hands an event to the program as soon as it asks."""
        with self._lock:
            self._current, self.taken = event.request_id, False
        self._events.put(event)

    def wait(self, seconds):
        """Waits for the answer to the current event; None when the time is up."""
        try:
            return self._answers.get(timeout=seconds)
        except queue.Empty:
            return None

    def end(self, answer):
        """Says that no more will come from the program; answer is for who waits, or will wait."""
        self._answers.put(answer)
        self.ready.set()

    def close(self):
        """Stops serving, and lets go of a request that waits for an event."""
        self._events.put(None)
        # shutdown waits for the serving loop to look up, which nobody else needs to do
        threading.Thread(target=self._server.stop, daemon=True).start()

    def next_event(self, gone):
        """Blocks until there is an event; None after close, or when the asker is gone by then."""
        self.asked = True
        self.ready.set()
        event = self._events.get()
        if event is None or gone():
            return None
        self.taken = True
        return event

    def answer(self, request_id, answer):
        """Takes the program's answer; False when it is not for the current event."""
        with self._lock:
            if request_id != self._current:
                return False
            self._current = None
        self._answers.put(answer)
        return True

"""An environment answers, fails and starts anew as on Lambda."""

import json
import os
import signal
import threading
import time
import unittest

from tests.case import ARN, TRACE, Case, alive, gone


def told(result):
    return json.loads(result.payload)


class AnEnvironment(Case):
    def test_answers_with_what_the_function_says(self):
        self.bootstrap()
        result = self.invoke(self.environment(), do="tell")
        self.assertFalse(result.failed)
        headers = told(result)["headers"]
        self.assertEqual(headers["Lambda-Runtime-Aws-Request-Id"], "7")
        self.assertEqual(headers["Lambda-Runtime-Invoked-Function-Arn"], ARN)
        self.assertEqual(headers["Lambda-Runtime-Trace-Id"], TRACE)
        left = int(headers["Lambda-Runtime-Deadline-Ms"]) / 1000 - time.time()
        self.assertTrue(15 < left <= 20, left)

    def test_keeps_its_program_between_events(self):
        self.bootstrap()
        environment = self.environment()
        first, second = (told(self.invoke(environment, do="tell")) for _ in range(2))
        self.assertEqual(first["pid"], second["pid"])

    def test_tells_of_an_error_of_the_function(self):
        self.bootstrap()
        result = self.invoke(self.environment(), do="fail")
        self.assertTrue(result.failed)
        self.assertEqual(told(result), {"errorType": "Wrong", "errorMessage": "no"})

    def test_takes_answers_in_chunks(self):
        self.bootstrap()
        self.assertEqual(told(self.invoke(self.environment(), do="chunks")), "a" + "b" * 100_000 + "c")

    def test_passes_large_events_and_refuses_larger_answers(self):
        self.bootstrap()
        environment = self.environment()
        result = self.invoke(environment, do="tell", filler="x" * 6_000_000)
        self.assertGreater(told(result)["size"], 6_000_000)
        result = self.invoke(environment, do="large", size=6 * 1024 * 1024 + 100)
        self.assertFalse(result.failed)
        result = self.invoke(environment, do="large", size=6 * 1024 * 1024 + 101)
        self.assertEqual(told(result)["errorType"], "Function.ResponseSizeTooLarge")

    def test_refuses_an_answer_to_another_event(self):
        self.bootstrap()
        self.assertFalse(self.invoke(self.environment(), do="stranger").failed)


class ATimeOut(Case):
    def test_kills_the_whole_group_and_says_so_as_lambda_does(self):
        self.bootstrap()
        environment = self.environment(timeout=1)
        note = self.folder / "child"
        result = self.invoke(environment, do="child", file=str(note))
        self.assertTrue(result.failed)
        text = "RequestId: 7 Error: Task timed out after 1.00 seconds"
        self.assertEqual(told(result), {"errorType": "Sandbox.Timedout", "errorMessage": text})
        self.assertIn("7 Task timed out after 1.00 seconds\nEND RequestId: 7\n", result.logs)
        self.assertIn("\tStatus: timeout", result.logs)
        self.assertTrue(gone(int(note.read_text())))

    def test_leaves_an_environment_that_answers_again(self):
        self.bootstrap()
        environment = self.environment(timeout=1)
        self.assertTrue(self.invoke(environment, do="sleep", seconds=5).failed)
        self.assertFalse(self.invoke(environment, do="tell").failed)


class ADeadProgram(Case):
    def test_is_told_with_its_exit_status(self):
        self.bootstrap()
        result = self.invoke(self.environment(), do="exit", code=4)
        text = "RequestId: 7 Error: Runtime exited with error: exit status 4"
        self.assertEqual(told(result), {"errorType": "Runtime.ExitError", "errorMessage": text})
        self.assertIn("event exit\n", result.logs)
        self.assertIn("Status: error\tError Type: Runtime.ExitError", result.logs)

    def test_is_told_with_its_signal(self):
        self.bootstrap()
        result = self.invoke(self.environment(), do="kill")
        self.assertIn("Runtime exited with error: signal: killed", told(result)["errorMessage"])

    def test_is_replaced_at_the_next_event(self):
        self.bootstrap()
        environment = self.environment()
        for event in ({"do": "exit", "code": 1}, {"do": "kill"}, {"do": "last"}):
            self.invoke(environment, **event)
            self.assertFalse(self.invoke(environment, do="tell").failed, event)

    def test_that_died_between_events_costs_no_event(self):
        self.bootstrap()
        environment = self.environment()
        first = told(self.invoke(environment, do="tell"))["pid"]
        os.kill(first, signal.SIGKILL)
        self.assertTrue(gone(first))
        result = self.invoke(environment, do="tell")
        self.assertFalse(result.failed)
        self.assertNotEqual(told(result)["pid"], first)


class AStartThatFails(Case):
    def test_is_told_with_the_first_event_and_tried_again(self):
        self.bootstrap()
        environment = self.environment(own={"FAIL_START": "exit"})
        for _ in range(2):
            result = self.invoke(environment, do="tell")
            self.assertEqual(told(result)["errorType"], "Runtime.ExitError")
            self.assertIn("cannot start\n", result.logs)

    def test_gives_the_error_that_the_program_reported(self):
        self.bootstrap()
        result = self.invoke(self.environment(own={"FAIL_START": "report"}), do="tell")
        self.assertEqual(told(result), {"errorType": "Bad", "errorMessage": "no table"})

    def test_names_a_bootstrap_that_cannot_run(self):
        for text in (None, "\x7fELF nonsense"):
            if text:
                self.bootstrap(text)
            result = self.invoke(self.environment(), do="tell")
            self.assertEqual(told(result)["errorType"], "Runtime.InvalidEntrypoint")


class TheLog(Case):
    def test_of_an_event_is_framed_as_on_lambda(self):
        self.bootstrap()
        environment = self.environment()
        first = self.invoke(environment, do="tell", number="1").logs.splitlines()
        self.assertEqual(
            first[:5],
            [
                "INIT_START Runtime Version: provided.al2023",
                "started",
                "START RequestId: 1 Version: $LATEST",
                "event tell",
                "END RequestId: 1",
            ],
        )
        number = r"[0-9.]+"
        self.assertRegex(
            first[5],
            f"^REPORT RequestId: 1\tDuration: {number} ms\tBilled Duration: [0-9]+ ms\tMemory Size: 256 MB"
            f"\tMax Memory Used: [0-9]+ MB\tInit Duration: {number} ms\t$",
        )
        self.assertEqual(
            first[6],
            "XRAY TraceId: 1-5bef4de7-ad49b0e87f6ef6c87fc2e700\tSegmentId: 9a9197af755a6419\tSampled: true",
        )
        second = self.invoke(environment, do="tell", number="2").logs
        self.assertTrue(second.startswith("START RequestId: 2 Version: $LATEST\nevent tell\nEND RequestId: 2\n"), second)
        self.assertNotIn("Init Duration", second)


class TheVariables(Case):
    def test_are_lambdas_and_the_functions_own_and_none_of_the_hosts(self):
        self.bootstrap()
        os.environ["HOST_SECRET"] = "1"
        self.addCleanup(os.environ.pop, "HOST_SECRET")
        given = {"LOCALSTACK_RUNTIME_ID": "1", "EDGE_PORT": "4566", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": 256}
        own = {"TABLE": "orders", "LOCALSTACK_MINE": "yes"}
        seen = told(self.invoke(self.environment(own=own, given=given), do="tell"))["env"]
        expected = {"AWS_REGION", "AWS_LAMBDA_RUNTIME_API", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "LAMBDA_TASK_ROOT", "LANG"}
        expected |= {"PATH", "LD_LIBRARY_PATH", "TMPDIR", "TABLE", "LOCALSTACK_MINE"}
        self.assertEqual(set(seen) - {"LC_CTYPE"}, expected)  # Python itself sets LC_CTYPE
        self.assertEqual(seen["LAMBDA_TASK_ROOT"], str(self.root))


class Environments(Case):
    def test_run_at_the_same_time(self):
        self.bootstrap()
        environments = [self.environment() for _ in range(3)]
        results = []
        threads = [
            threading.Thread(target=lambda e=e: results.append(self.invoke(e, do="sleep", seconds=0.4))) for e in environments
        ]
        began = time.monotonic()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertLess(time.monotonic() - began, 1.1)
        self.assertEqual(len({told(result)["pid"] for result in results}), 3)

    def test_leave_nothing_when_stopped(self):
        self.bootstrap()
        environment = self.environment()
        pid = told(self.invoke(environment, do="tell"))["pid"]
        environment.stop()
        self.assertFalse(alive(pid))
        self.assertEqual(sorted(p.name for p in self.folder.iterdir()), ["code"])

    def test_stopped_in_the_middle_of_an_event_let_go_of_it(self):
        self.bootstrap()
        environment = self.environment()
        results = []
        thread = threading.Thread(target=lambda: results.append(self.invoke(environment, do="sleep", seconds=60)))
        thread.start()
        while "event sleep" not in environment.output():
            os.sched_yield()
        environment.stop()
        thread.join(10)
        self.assertTrue(results[0].failed)


if __name__ == "__main__":
    unittest.main()

"""What LocalStack calls, with stand-ins for the few names that the executor takes from it."""

import json
import sys
import types
import unittest
from dataclasses import dataclass
from types import SimpleNamespace
from unittest import mock

from tests.case import ARN, TRACE, Case


@dataclass
class InvocationResult:
    request_id: str
    payload: bytes
    is_error: bool
    logs: str


class RuntimeExecutor:
    def __init__(self, id, function_version):
        self.id, self.function_version = id, function_version


def modules():
    """LocalStack's modules that the executor imports, by name."""
    invocation = "localstack.services.lambda_.invocation"
    names = ["localstack", "localstack.services", "localstack.services.lambda_", invocation]
    names += [f"{invocation}.lambda_models", f"{invocation}.runtime_executor"]
    found = {name: types.ModuleType(name) for name in names}
    found["localstack"].config = SimpleNamespace(GATEWAY_LISTEN=[SimpleNamespace(port=4566)])
    found[f"{invocation}.lambda_models"].InvocationResult = InvocationResult
    found[f"{invocation}.runtime_executor"].RuntimeExecutor = RuntimeExecutor
    found[f"{invocation}.runtime_executor"].LambdaRuntimeException = type("LambdaRuntimeException", (Exception,), {})
    return found


class TheExecutor(Case):
    def setUp(self):
        super().setUp()
        patch = mock.patch.dict(sys.modules, modules())
        patch.start()
        self.addCleanup(patch.stop)
        from seatwright_executor import executor

        self.module = executor

    def version(self, runtime="provided.al2023"):
        code = SimpleNamespace(prepare_for_execution=lambda: None, get_unzipped_code_location=lambda: self.root)
        settings = SimpleNamespace(runtime=runtime, timeout=20, memory_size=256, environment={"TABLE": "orders"}, code=code)
        return SimpleNamespace(config=settings, id=SimpleNamespace(function_name="probe", qualifier="$LATEST"))

    def test_runs_a_function_from_its_version_to_its_stop(self):
        self.bootstrap()
        (self.root / "bootstrap").chmod(0o644)  # archives do not always keep the mode
        version = self.version()
        with mock.patch("tempfile.gettempdir", lambda: str(self.folder)):
            self.module.ProcessExecutor.prepare_version(version)
            executor = self.module.ProcessExecutor("abc", version)
        self.addCleanup(executor.stop)
        executor.start({"AWS_REGION": "us-east-1", "TABLE": "orders"})
        event = json.dumps({"do": "tell"})
        result = executor.invoke({"invoke-id": "7", "invoked-function-arn": ARN, "trace-id": TRACE, "payload": event})
        self.assertEqual((result.request_id, result.is_error), ("7", False))
        self.assertEqual(json.loads(result.payload)["env"]["TABLE"], "orders")
        self.assertIn("END RequestId: 7\n", result.logs)
        self.assertIn("event tell\n", executor.get_logs())
        executor.stop()
        self.assertFalse((self.folder / "environments" / "abc").exists())
        self.module.ProcessExecutor.cleanup_version(version)

    def test_refuses_runtimes_that_need_more_than_a_bootstrap(self):
        for runtime in ("python3.12", None):
            with self.assertRaises(Exception) as caught:
                self.module.ProcessExecutor.prepare_version(self.version(runtime))
            self.assertIn("only provided runtimes run as a process", str(caught.exception))


if __name__ == "__main__":
    unittest.main()

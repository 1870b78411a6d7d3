"""What LocalStack calls to run a function: its runtime executor named "process"."""

import tempfile
from pathlib import Path

from localstack import config
from localstack.services.lambda_.invocation.lambda_models import InvocationResult
from localstack.services.lambda_.invocation.runtime_executor import (
    LambdaRuntimeException,
    RuntimeExecutor,
)

from seatwright_executor.environment import Environment
from seatwright_executor.program import Function

LOOPBACK = "127.0.0.1"


class ProcessExecutor(RuntimeExecutor):
    """One execution environment. LocalStack makes as many as there are concurrent invocations, and keeps them warm."""

    def __init__(self, id, function_version):
        super().__init__(id, function_version)
        home = Path(tempfile.gettempdir()) / "environments" / id
        self._environment = Environment(function_of(function_version), home)

    def start(self, env_vars):
        self._environment.start(env_vars)

    def stop(self):
        self._environment.stop()

    def get_address(self):
        return LOOPBACK

    def get_endpoint_from_executor(self):
        return LOOPBACK

    def get_runtime_endpoint(self):
        # Where LocalStack's own starter program would report. Ours has its Runtime API in this process.
        return f"http://{LOOPBACK}:{config.GATEWAY_LISTEN[0].port}/_localstack_lambda/{self.id}"

    def get_logs(self):
        return self._environment.output()

    def invoke(self, payload):
        result = self._environment.invoke(
            payload["invoke-id"], payload["invoked-function-arn"], payload["trace-id"], payload["payload"].encode()
        )
        return InvocationResult(payload["invoke-id"], result.payload, result.failed, result.logs)

    @classmethod
    def prepare_version(cls, function_version):
        runtime = str(function_version.config.runtime or "")
        if not runtime.startswith("provided"):
            kind = runtime or "container image"
            name = function_version.id.function_name
            raise LambdaRuntimeException(f"function {name}: {kind}: only provided runtimes run as a process")
        function_version.config.code.prepare_for_execution()
        bootstrap = Path(function_version.config.code.get_unzipped_code_location()) / "bootstrap"
        if bootstrap.exists():  # if not, the first invocation says so, as on AWS
            bootstrap.chmod(0o755)

    @classmethod
    def cleanup_version(cls, function_version):
        """LocalStack removes the code itself, and stops the environments, which remove their files."""


def function_of(version):
    """Takes from LocalStack's description of a version what an environment needs."""
    settings = version.config
    return Function(
        name=version.id.function_name,
        version=version.id.qualifier,
        runtime=str(settings.runtime or ""),
        root=Path(settings.code.get_unzipped_code_location()),
        timeout=float(settings.timeout),
        memory_mb=int(settings.memory_size),
        own=dict(settings.environment or {}),
    )

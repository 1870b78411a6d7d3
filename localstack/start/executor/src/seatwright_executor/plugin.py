"""The entry points by which LocalStack finds what is here. Each imports its part only when it is asked for."""

from plux import Plugin


class ProcessExecutorPlugin(Plugin):
    """LAMBDA_RUNTIME_EXECUTOR=process."""

    namespace = "localstack.lambda.runtime_executor"
    name = "process"

    def load(self, *args, **kwargs):
        from seatwright_executor.executor import ProcessExecutor

        return ProcessExecutor


class LoopbackServerPlugin(Plugin):
    """GATEWAY_SERVER=loopback."""

    namespace = "localstack.runtime.server"
    name = "loopback"

    def load(self, *args, **kwargs):
        from seatwright_executor.server import LoopbackServer

        return LoopbackServer()

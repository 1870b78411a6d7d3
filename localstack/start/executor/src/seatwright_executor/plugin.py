"""The entry point by which LocalStack finds the executor under the name "process"."""

from plux import Plugin


class ProcessExecutorPlugin(Plugin):
    """Imports the executor only when LocalStack asks for it: listing the plugins must stay cheap."""

    namespace = "localstack.lambda.runtime_executor"
    name = "process"

    def load(self, *args, **kwargs):
        from seatwright_executor.executor import ProcessExecutor

        return ProcessExecutor

"""What passes between an environment and its program."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Event:
    """What a function is called with. deadline is in milliseconds since 1970."""

    request_id: str
    function_arn: str
    trace: str
    payload: bytes
    deadline: int


@dataclass(frozen=True)
class Answer:
    """What came of it. kind is the type of an error of the platform; "" for one of the function itself."""

    payload: bytes
    failed: bool = False
    kind: str = ""

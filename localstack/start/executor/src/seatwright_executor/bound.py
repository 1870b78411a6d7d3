"""Runs a command so that it ends with its parent: python -m seatwright_executor.bound COMMAND [ARGUMENT...]

LocalStack starts DynamoDB Local in a session of its own, where no signal to LocalStack's group reaches it.
"""

import os
import sys

from seatwright_executor import process


def main():
    process.die_with_parent(os.getppid())
    os.execv(sys.argv[1], sys.argv[1:])


if __name__ == "__main__":
    main()

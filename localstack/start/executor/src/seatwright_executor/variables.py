"""The variables that a function sees: Lambda's and its own, none of the host's."""

# Variables by which LocalStack speaks to the program that starts a function in its container. There is none here.
_FOREIGN_PREFIX = "LOCALSTACK_"
_FOREIGN = frozenset({"EDGE_PORT"})


def of_function(given, own, root, scratch, address):
    """Builds the variables of a function.

    given: what LocalStack prepared; own: what the function's configuration sets, which always stays; root: the folder of
    its code; scratch: a folder of its own, in place of Lambda's own /tmp; address: its Runtime API.
    """
    kept = {
        name: str(value)
        for name, value in given.items()
        if name in own or not (name.startswith(_FOREIGN_PREFIX) or name in _FOREIGN)
    }
    defaults = {
        "LANG": "en_US.UTF-8",
        "PATH": "/usr/local/bin:/usr/bin:/bin:/opt/bin",
        "LD_LIBRARY_PATH": f"/lib64:/usr/lib64:/var/runtime:{root}:{root}/lib:/opt/lib",
        "TMPDIR": str(scratch),
    }
    fixed = {"AWS_LAMBDA_RUNTIME_API": address, "LAMBDA_TASK_ROOT": str(root)}
    return defaults | kept | fixed

"""Runs Lambda functions as processes, for a LocalStack that has no Docker.

The parts, from the inside out:

process      starts a program that ends with this one, and ends it with all that it started
event        what passes between an environment and its program
runtime_api  Lambda's Runtime API for one run of a program; wire is its HTTP side
program      one run of a bootstrap: process, interface, log
environment  an execution environment: a program, and the next one when that has died
report       the texts that Lambda writes around an invocation
variables    the variables that a function sees
executor     what LocalStack calls to run a function
server       opens LocalStack's port on the loopback only
plugin       where LocalStack finds these two; nothing else imports it
bound        runs any command so that it ends with its parent

Not modelled: extensions, layers, JSON log format of the platform's own lines, the freeze between invocations, limits of
memory and CPU, a file system of its own (only TMPDIR is), users, SnapStart.
"""

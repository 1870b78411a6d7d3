"""A function for the tests: does what its event says. Copied as an executable file named bootstrap."""

import http.client
import json
import os
import signal
import subprocess
import sys
import time


def main():
    if os.environ.get("FAIL_START") == "exit":
        print("cannot start", flush=True)
        sys.exit(3)
    api = http.client.HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])
    if os.environ.get("FAIL_START") == "report":
        send(api, "init/error", b'{"errorType":"Bad","errorMessage":"no table"}', kind="Bad")
        sys.exit(1)
    print("started", flush=True)
    while True:
        api.request("GET", "/2018-06-01/runtime/invocation/next")
        response = api.getresponse()
        event = json.loads(response.read())
        answer(api, response.headers, event)


def answer(api, headers, event):
    number = headers["Lambda-Runtime-Aws-Request-Id"]
    print(f"event {event['do']}", flush=True)
    match event["do"]:
        case "exit":
            os._exit(event["code"])
        case "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        case "sleep":
            time.sleep(event["seconds"])
        case "child":
            child = subprocess.Popen(["sleep", "600"])
            with open(event["file"], "w") as file:
                file.write(str(child.pid))
            time.sleep(600)
        case "fail":
            body = b'{"errorType":"Wrong","errorMessage":"no"}'
            return send(api, f"invocation/{number}/error", body, kind="Wrong")
        case "chunks":
            parts = iter([b'"a', b"b" * 100_000, b'c"'])
            return send(api, f"invocation/{number}/response", parts, chunked=True)
        case "large":
            return send(api, f"invocation/{number}/response", b"x" * event["size"])
        case "stranger":
            if send(api, "invocation/another/response", b"{}") != 400:
                sys.exit(9)
    told = {"pid": os.getpid(), "env": dict(os.environ), "headers": dict(headers), "size": len(json.dumps(event))}
    send(api, f"invocation/{number}/response", json.dumps(told).encode())
    if event["do"] == "last":
        os._exit(0)


def send(api, path, body, kind=None, chunked=False):
    headers = {"Lambda-Runtime-Function-Error-Type": kind} if kind else {}
    api.request("POST", "/2018-06-01/runtime/" + path, body, headers, encode_chunked=chunked)
    response = api.getresponse()
    response.read()
    return response.status


main()

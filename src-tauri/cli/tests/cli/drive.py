"""Runs a program on a terminal of its own, as a person would: waits for what it shows, types, waits for its end.

Reads from standard input one JSON object: words, folder, environment, steps (each: expect, a text to wait for, and
send, what is typed then), seconds (a limit for all of it). Prints one JSON object: code, shown, missed (the text that
did not come, or null).
"""

import json
import os
import pty
import select
import signal
import sys
import time

told = json.load(sys.stdin)
child, terminal = pty.fork()
if child == 0:
    os.chdir(told["folder"])
    os.execvpe(told["words"][0], told["words"], told["environment"])
end = time.monotonic() + told["seconds"]
shown, seen, steps = b"", 0, list(told["steps"])
while True:
    left = end - time.monotonic()
    ready = left > 0 and select.select([terminal], [], [], left)[0]
    if not ready:
        os.kill(child, signal.SIGKILL)
        break
    try:
        new = os.read(terminal, 65536)
    except OSError:  # Linux says so when the other end is closed.
        new = b""
    if not new:
        break
    shown += new
    while steps:
        at = shown.find(steps[0]["expect"].encode(), seen)
        if at < 0:
            break
        step = steps.pop(0)
        seen = at + len(step["expect"].encode())
        os.write(terminal, step["send"].encode())
code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
missed = steps[0]["expect"] if steps else None
json.dump({"code": code, "shown": shown.decode(errors="replace"), "missed": missed}, sys.stdout)

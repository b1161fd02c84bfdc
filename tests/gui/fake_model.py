"""A model process that obeys the text it is asked about, for tests of whoever talks to it. Run as a program.

Every start writes a line to the file named first, so a test can count lives. The second argument says how to start:
"well", "dying", "failing", "mute", or "dying-N" to die N times and then start well.
"""

import os
import sys
import time
from pathlib import Path

from annotator.domain.suggestions import ModelInfo, Suggestions
from annotator.domain.text import sha256
from annotator.workers import wire

MODEL = ModelInfo("fake", "1")


def main() -> None:
    lives, start = Path(sys.argv[1]), sys.argv[2]
    with lives.open("a") as file:
        file.write("born\n")
    life = len(lives.read_text().splitlines())
    if start == "dying" or (start.startswith("dying-") and life <= int(start.removeprefix("dying-"))):
        print("no model here", file=sys.stderr)
        sys.exit(3)
    if start == "failing":
        say(wire.encode_reply(wire.Failed(None, "the file is torn")))
        sys.exit(1)
    if start == "mute":
        time.sleep(600)
    say(wire.encode_reply(wire.Ready(MODEL)))
    for line in sys.stdin.buffer:
        request = wire.decode_request(line)
        obey(request, life)


def obey(request: wire.Request, life: int) -> None:
    answer = wire.encode_reply(wire.Answer(request.id, Suggestions(request.sha256, MODEL)))
    match request.text.split()[0]:
        case "die":
            os.abort()
        case "die-once" if life == 1:
            os.abort()
        case "fail":
            say(wire.encode_reply(wire.Failed(request.id, "too strange a text")))
        case "hang":
            time.sleep(600)
        case "chatter":
            say(b"Loading model... 100%\n[1, 2]\n" + answer)
        case "stale":
            say(wire.encode_reply(wire.Answer(request.id, Suggestions(sha256("another text"), MODEL))))
        case "unasked":
            say(wire.encode_reply(wire.Answer(999, Suggestions(request.sha256, MODEL))) + answer)
        case "dribble":
            for at in range(0, len(answer), 7):
                say(answer[at : at + 7])
        case _:
            say(answer)


def say(line: bytes) -> None:
    sys.stdout.buffer.write(line)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()

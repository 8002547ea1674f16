"""Runs uvicorn for `npm run dev`, and ends with it, however that ends."""

import os
import signal
import sys
import threading
import time

import uvicorn

GRACE_SECONDS = 3


def end_with_input() -> None:
    """Wait for the end of the input, which `npm run dev` holds open, and end the whole group."""
    # sys.stdin has a lock that would be in the way when the process ends.
    while os.read(0, 1024):
        pass
    if sys.platform != "win32":
        os.killpg(0, signal.SIGTERM)
        time.sleep(GRACE_SECONDS)
        os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    threading.Thread(target=end_with_input, daemon=True).start()
    uvicorn.main()

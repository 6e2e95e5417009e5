"""How long the processor is at work."""

import time
from contextlib import contextmanager

# Machines drift by 40 %, and who works beside takes cache and clock. Time that grows
# with the square of a text, which is to be found, is beyond it a hundredfold.
SLACK = 3


@contextmanager
def within(seconds):
    """
    Fail where what is done takes more than `seconds` of a machine at rest.

    Only this process's time at work counts, and SLACK times as much is let pass.
    """
    begin = time.process_time()
    yield
    taken = time.process_time() - begin
    assert taken < SLACK * seconds, f"{taken:.2f} s, where {seconds} s are allowed"

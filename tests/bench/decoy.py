# SPDX-License-Identifier: MIT
"""What decoy.h says of the compositor."""
import struct

# As in its struct decoy_counts
NAMES = ("ring_read", "ring_written", "mapped", "read", "composed", "composed_elsewhere",
         "composings")
FILE = "decoy"  # in the compositor's runtime directory


def parse(data):
    return dict(zip(NAMES, struct.unpack_from(f"={len(NAMES)}Q", data)))


def a_frame(before, after, frames):
    """Each count's growth a frame."""
    return {name: (after[name] - before[name]) / frames for name in NAMES}

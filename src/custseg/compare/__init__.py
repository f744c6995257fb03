"""Two periods beside each other: who moved, what drifted, and whether to be alarmed (动态调整)."""

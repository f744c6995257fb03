"""The inner loops of reading in C: which lines are regular, their cells, plain days and amounts.

A compiler that is there when custseg is installed makes ``_native`` from the C files of this room; where
none is, Python, NumPy and Polars do the same, slower. C only says yes to what is certain; whatever else
there is, Python decides, so that what is read does not depend on whether the library is there.
"""

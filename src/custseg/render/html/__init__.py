"""The answer as one page: no network, no other file, nothing in it that data could set off."""

from custseg.render.html.document import pieces

__all__ = ["pieces"]

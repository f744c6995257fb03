"""Chinese sentences of the rooms customers and listed: English sentence -> Chinese sentence."""

from __future__ import annotations

SENTENCES: dict[str, str] = {
    "give the file that custseg {command} -o FILE wrote, or a table with the same columns": "请给出 custseg {command} -o FILE 写出的文件，或列相同的表",
}

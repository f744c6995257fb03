"""The six methods of customer identification (客户识别六法)."""

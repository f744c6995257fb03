"""The invented bank: its exports, its truth, and the guided tour through them."""

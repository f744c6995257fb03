"""The invented bank and the guided tour."""

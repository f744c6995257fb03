"""How often customers buy, whether they still do, and for how much: probability models of buying."""

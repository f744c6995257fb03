"""The mathematics: arrays in, arrays out, one model a file."""

"""Fuzzing: random command lines, of which none may hurt. `make fuzz` runs it; nothing of it is in the package."""

"""One system before the law of a day: decided, opened up, explained."""

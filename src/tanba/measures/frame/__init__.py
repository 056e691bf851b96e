"""What every measure is: what it reads, what it returns, and how a number becomes a verdict and an answer."""

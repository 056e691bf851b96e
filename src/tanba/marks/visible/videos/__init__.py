"""Labels on video: the pictures are encoded again, everything else is copied."""

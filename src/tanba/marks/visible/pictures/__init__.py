"""Labels on still and moving pictures, and in SVG."""

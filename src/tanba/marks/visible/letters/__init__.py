"""How a label's letters are set, placed and drawn, in any medium."""

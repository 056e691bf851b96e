"""Labels on PDF pages and in Office documents and books."""

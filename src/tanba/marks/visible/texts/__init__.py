"""Opening lines of text, pages and subtitles."""

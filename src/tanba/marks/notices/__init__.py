"""
The notice on goods, works and services made with AI: sheets to print, and what a page tells machines.

    notice = compose(said, wording, law, languages=("kk", "ru", "en"), page="https://…")
    write_pdf(notice, SHEETS["a6"]); write_svg(notice, SHEETS["label"]); describe(notice, name="…")
"""

from tanba.marks.notices.notice import Notice, compose
from tanba.marks.notices.page_data import describe
from tanba.marks.notices.sheet import SHEETS, Sheet
from tanba.marks.notices.sheet_pdf import write_pdf
from tanba.marks.notices.sheet_svg import write_svg

__all__ = ["SHEETS", "Notice", "Sheet", "compose", "describe", "write_pdf", "write_svg"]

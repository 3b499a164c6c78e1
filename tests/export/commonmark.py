"""Reads a Markdown document on standard input as a renderer of CommonMark with tables does, and says what is in
it: one line each for headings, tables and their rows, blocks of code, and text that looks like markup gone
wrong."""

import sys

from markdown_it import MarkdownIt

tokens = MarkdownIt("commonmark").enable("table").parse(sys.stdin.read())
count = dict.fromkeys(["heading_open", "table_open", "tr_open", "fence"], 0)
columns, width, inside, wrong = [], 0, False, []
for token in tokens:
    if token.type in count:
        count[token.type] += 1
    if token.type == "table_open":
        inside = True
    if token.type == "table_close":
        inside = False
    if token.type == "th_open":
        width += 1
    if token.type == "thead_close":
        columns.append(width)
        width = 0
    if token.type == "inline" and not inside and (token.content.startswith("|") or "```" in token.content):
        wrong.append(token.content)
    if token.type == "code_block":
        wrong.append(token.content)
    for child in token.children or []:
        leads = str(child.attrs.get("href", ""))
        if child.type in ("link_open", "image") and not leads.startswith(("#", "https://www.rfc-editor.org/rfc/rfc")):
            wrong.append(str(child.attrs))
        if child.type == "html_inline" and child.content not in ("<code>", "</code>"):
            if not child.content.startswith(("<a id=", "</a>")):
                wrong.append(child.content)
print(count["heading_open"], count["table_open"], count["tr_open"], count["fence"])
for one in wrong:
    print(one)

# Reads the page that `quant report` writes, with Python's own parser.
import html.parser
import json

from quant_test import Case, read

VOID = {"meta", "img", "br", "hr", "link", "input"}


class Page(html.parser.HTMLParser):
    """The text, tables and elements of a page. Fails if its tags are not closed in order."""

    def __init__(self, content):
        super().__init__()
        self.stack, self.ids, self.links, self.images, self.sources = [], [], [], [], []
        self.tables, self.items, self.text, self.plots = {}, [], "", 0
        self.feed(content)
        self.close()
        assert self.stack == [], self.stack

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        self.ids += [values["id"]] if "id" in values else []
        self.links += [values["href"]] if tag == "a" else []
        self.images += [values] if tag == "img" else []
        self.sources += [v for k, v in attributes if k in ("src", "href", "data", "xlink:href")]
        if tag in ("script", "link", "iframe", "object"):
            raise AssertionError(f"<{tag}> in the page")
        if tag == "svg" and "svg" not in self.stack:
            self.plots += 1
            assert values["role"] == "img" and values["aria-label"], values
        if tag == "tr":
            self.row = []
        elif tag in ("td", "th"):
            self.row.append("")
        elif tag == "li":
            self.items.append("")
        elif tag == "table":
            self.rows, self.caption = [], ""
        if tag not in VOID:
            self.stack.append(tag)

    def handle_endtag(self, tag):
        assert self.stack and self.stack[-1] == tag, (tag, self.stack)
        self.stack.pop()
        if tag == "tr":
            self.rows.append(self.row)
        elif tag == "table":
            self.tables[self.caption] = self.rows

    def handle_data(self, data):
        self.text += data
        if "caption" in self.stack:
            self.caption += data
        elif "td" in self.stack or "th" in self.stack:
            self.row[-1] += data
        elif "li" in self.stack:
            self.items[-1] += data

    def column(self, table, name):
        rows = self.tables[table]
        return [row[rows[0].index(name)] for row in rows[1:]]


class Report(Case):
    def page(self, *arguments, folder="r"):
        out, _ = self.quant("report", folder, *arguments)
        self.assertTrue(out.decode().endswith("report.html\n"))
        return Page(read(f"{folder}/report.html").decode())

    def summary(self, folder="r"):
        return json.loads(read(f"{folder}/summary.json"))

    def says(self, page, text):
        self.assertTrue(any(text in item for item in page.items), (text, page.items))

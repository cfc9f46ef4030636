"""What the pages are held against: Flask and Jinja, fifty rows, nothing else. Served by the same gunicorn."""

from __future__ import annotations

from flask import Flask, render_template

ROWS = 50
PAGE = """<!doctype html>
<html lang="en"><head><title>{{ title }}</title></head><body><h1>{{ title }}</h1><table>
{% for row in rows %}
<tr><td><a href="/documents/{{ row.id }}">{{ row.title }}</a></td><td>{{ row.client }}</td><td>{{ row.kind }}</td></tr>
{% endfor %}
</table></body></html>"""

app = Flask(__name__)
# Compiled once, as a template from a file is.
TEMPLATE = app.jinja_env.from_string(PAGE)


@app.get("/")
def rows() -> str:
    made = [
        {"id": n, "title": f"Order in the matter of Paper {n}", "client": "A", "kind": "Order"} for n in range(ROWS)
    ]
    return render_template(TEMPLATE, title="Papers", rows=made)

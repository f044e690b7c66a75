"""The style sheet of every HTML document: no colour of its own, one class.

The doubled class outweighs JupyterLab's rules for tables in outputs.
"""

from __future__ import annotations

_LINE = "1px solid var(--jp-border-color1,var(--vscode-panel-border,currentColor))"
_RULES = {
    "": "font-size:var(--jp-ui-font-size1,.9em);line-height:1.45;overflow-x:auto",
    ">div": "display:flex;flex-wrap:wrap;gap:0 2.5em;align-items:flex-start",
    "p": "margin:.35em 0;text-align:left",
    "dl": "display:grid;grid-template-columns:max-content minmax(0,1fr);gap:0 1em;margin:0 0 .5em;width:auto;"
    "align-items:baseline",
    "dt,dd": "float:none;width:auto;margin:0;padding:0",
    "dt": "opacity:.75;font-weight:normal",
    "table": f"border-collapse:collapse;margin:.35em 0;font-size:inherit;color:inherit;"
    f"font-variant-numeric:tabular-nums;border-bottom:{_LINE}",
    "caption": "caption-side:top;text-align:left;font-weight:bold;padding:.15em 0;white-space:nowrap;color:inherit",
    "thead": f"border-bottom:{_LINE};border-top:{_LINE}",
    "tr": "background:transparent",
    "th,td": "padding:.12em .6em;text-align:right;vertical-align:baseline;white-space:nowrap;border:0",
    "th[scope=row]": "text-align:left;font-weight:normal;white-space:normal;overflow-wrap:break-word;min-width:5em;"
    "max-width:46em",
    "[align=left]": "text-align:left",
    "code": "background:transparent;color:inherit;padding:0;font-size:.95em;white-space:normal;"
    "font-family:var(--jp-code-font-family,monospace),monospace",
    "abbr": "text-decoration:none;cursor:help",
    "details": "margin:.35em 0",
    "summary": "cursor:pointer",
    "em": "opacity:.85",
    "p[data-severity]": "padding-left:.6em;border-left:3px solid currentColor;max-width:60em",
    "p[data-severity=ok],p[data-severity=note]": f"border-left:{_LINE};border-left-width:3px",
    "p[data-severity=warning]": "border-left-color:var(--jp-warn-color1,currentColor)",
    "p[data-severity=serious]": "border-left-color:var(--jp-error-color1,currentColor)",
}


def _scoped(selector: str) -> str:
    parts = selector.split(",")
    return ",".join(f".nbmixed.nbmixed{'' if p.startswith('>') or not p else ' '}{p}" for p in parts)


STYLE = "".join(f"{_scoped(selector)}{{{rules}}}" for selector, rules in _RULES.items())

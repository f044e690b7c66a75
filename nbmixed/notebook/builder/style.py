"""How the form looks: no colour of its own, but for the mid grey of arrows, which is seen on light and dark."""

_LINE = "1px solid var(--jp-border-color1, var(--vscode-panel-border, currentColor))"
_B = ".nbmixed-builder"
_ARROW = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 18 18'%3E"
    "%3Cpath d='M5 7.5l4 4 4-4' fill='none' stroke='%23888' stroke-width='1.6'/%3E%3C/svg%3E"
)
STYLE = f"""<style>
{_B} {{ color: var(--jp-content-font-color1, inherit); --jp-widgets-dropdown-arrow: url("{_ARROW}"); }}
{_B} .nbmixed-heading {{ font-weight: 600; margin: .5em 0 .1em; line-height: 1.4; }}
{_B} .nbmixed-note, {_B} .nbmixed-words {{ line-height: 1.45; opacity: .85; max-width: 46em; white-space: normal; }}
{_B} .nbmixed-words {{ opacity: 1; margin: .2em 0 .4em; }}
{_B} .nbmixed-problem {{ line-height: 1.4; white-space: pre-wrap; max-width: 46em; padding-left: .6em; margin: .2em 0;
  border-left: 3px solid var(--jp-error-color1, currentColor); font-size: .95em; }}
{_B} .nbmixed-stale {{ opacity: .45; filter: grayscale(1); }}
{_B} .nbmixed-earlier {{ line-height: 1.45; white-space: normal; overflow-wrap: anywhere; max-width: 46em; padding-left: .6em;
  margin: .6em 0 .2em; border-left: 3px solid var(--jp-warn-color1, currentColor); }}
{_B} .nbmixed-mono input, {_B} .nbmixed-mono textarea, {_B} pre {{
  font-family: var(--jp-code-font-family, monospace), monospace; }}
{_B} pre {{ white-space: pre-wrap; word-break: normal; overflow-wrap: anywhere; line-height: 1.4;
  margin: 0; padding: .5em .7em; border: {_LINE}; border-radius: 3px;
  max-height: 22em; overflow: auto; background: transparent; color: inherit; }}
{_B} details table {{ border-collapse: collapse; margin: .3em 0; line-height: 1.4; }}
{_B} details > table td, {_B} details > table th {{ text-align: left; padding: .05em .8em .05em 0; font-weight: normal; }}
{_B} details > table thead th {{ border-bottom: {_LINE}; opacity: .8; }}
{_B} summary {{ cursor: pointer; line-height: 1.6; }}
{_B} .nbmixed-density {{ display: inline-block; margin: .3em 1.2em .3em 0; vertical-align: top; }}
{_B} .nbmixed-density figcaption {{ line-height: 1.3; max-width: 240px; overflow-wrap: anywhere; }}
{_B} .nbmixed-density small {{ opacity: .8; }}
{_B} .nbmixed-prior {{ border-bottom: {_LINE}; padding-bottom: .3em; }}
{_B} .nbmixed-served {{ display: none; }}
{_B} .widget-dropdown, {_B} .widget-text {{ margin: 2px 0; }}
{_B} .widget-dropdown select {{ min-width: 5em; max-width: 24em; }}
{_B} .nbmixed-chip {{ height: auto; white-space: normal; overflow-wrap: anywhere; max-width: 100%; }}
{_B} .nbmixed-heard > label {{ position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }}
{_B} .nbmixed-fold {{ background: transparent; box-shadow: none; padding: 0; font-weight: 600; text-align: left; }}
{_B}.jupyter-widgets-disconnected::before, {_B} .jupyter-widgets-disconnected::before {{ display: none; }}
{_B}.jupyter-widgets-disconnected > * {{ display: none; }}
.jp-OutputArea:has({_B}:not(.jupyter-widgets-disconnected)) .nbmixed-ended,
body:not(:has(.jp-OutputArea)):has({_B}) .nbmixed-ended {{ display: none; }}
@media (forced-colors: active) {{
  {_B} button, {_B} .noUi-base {{ border: 1px solid ButtonText; }}
  {_B} button:disabled {{ border-color: GrayText; }}
  {_B} button.mod-active {{ border-width: 3px; }}
  {_B} svg polygon, {_B} svg polyline {{ stroke: CanvasText !important; fill: none !important; }}
}}
</style>"""

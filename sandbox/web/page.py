"""The page: the terminal of textual-serve, without anything from elsewhere."""

import secrets
from html import escape
from pathlib import Path
from typing import Final

from aiohttp import web

FILES: Final = ("js/textual.js", "css/xterm.css")
FONTS: Final = "fonts"
_SMALLEST, _LARGEST = 6, 72

_PAGE: Final = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="static/css/xterm.css">
<style nonce="{nonce}">
@font-face {{ font-family: "Roboto Mono"; src: url("static/fonts/{upright}"); }}
@font-face {{ font-family: "Roboto Mono"; font-style: italic;
  src: url("static/fonts/{italic}"); }}
html, body {{ margin: 0; height: 100%; overflow: hidden; background: #121212; color: #e0e0e0;
  font: 16px "Roboto Mono", Menlo, monospace; }}
#terminal {{ position: absolute; inset: 0; opacity: 0; }}
.-first-byte #terminal {{ opacity: 1; }}
#opening, #closed {{ position: absolute; inset: 0; display: flex; gap: 1em;
  flex-direction: column; align-items: center; justify-content: center; }}
.-first-byte #opening, .-closed #opening, #closed {{ display: none; }}
.-closed #closed {{ display: flex; background: #121212e0; z-index: 20; }}
button {{ font: inherit; padding: .5em 1.5em; }}
</style>
</head>
<body>
<div id="opening" role="status">Opening a session</div>
<div id="closed" role="alert">
<div>This session has ended. It is kept, if something was said in it.</div>
<button type="button" id="again">Open another</button>
</div>
<div id="terminal" class="textual-terminal" data-font-size="{size}"></div>
<script nonce="{nonce}">
const here = new URL("ws", window.location.href);
here.protocol = here.protocol === "https:" ? "wss:" : "ws:";
here.search = "";
document.getElementById("terminal").dataset.sessionWebsocketUrl = here.href;
document.getElementById("again").onclick = () => window.location.reload();
document.fonts.load("16px 'Roboto Mono'");
// Keys go to the terminal from the start: what listens to its focus needs the open socket.
new MutationObserver((_, watch) => {{
  if (!document.body.classList.contains("-first-byte")) return;
  watch.disconnect();
  document.querySelector(".xterm-helper-textarea").focus();
}}).observe(document.body, {{ attributes: true, attributeFilter: ["class"] }});
</script>
<script src="static/js/textual.js"></script>
</body>
</html>
"""
"""The address of the socket is made of the page's own, so that a tunnel or a proxy may be between.

`?fontsize=` sets the size of the letters."""


def page(request: web.Request, title: str, fonts: tuple[str, str]) -> web.Response:
    """The page for one visitor. `fonts`: the files of the upright and the italic letters."""
    nonce = secrets.token_urlsafe(16)
    wanted = request.query.get("fontsize", "16")
    size = int(wanted) if wanted.isdecimal() and len(wanted) < 4 else 16
    html = _PAGE.format(
        title=escape(title),
        nonce=nonce,
        upright=fonts[0],
        italic=fonts[1],
        size=min(max(size, _SMALLEST), _LARGEST),
    )
    response = web.Response(text=html, content_type="text/html")
    response.headers["Content-Security-Policy"] = (
        "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
        f"script-src 'self' 'nonce-{nonce}'; "
        # The terminal writes the size of its letters into style elements of its own.
        "style-src 'self' 'unsafe-inline'; font-src 'self'; img-src 'self' data:; "
        f"connect-src 'self' ws://{request.host} wss://{request.host}"
    )
    return response


def font_files(static: Path) -> tuple[str, str]:
    """The upright and the italic letters that textual-serve brings, "" for what is not there."""
    names = sorted(path.name for path in (static / FONTS).glob("*.ttf"))
    italic = next((name for name in names if "Italic" in name), "")
    return next((name for name in names if name != italic), ""), italic

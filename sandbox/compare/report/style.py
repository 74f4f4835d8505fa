"""Style and script of the page, as they stand in it."""

from typing import Final

STYLE: Final = """
:root { color-scheme: light dark; --ink: #1c2128; --soft: #57606a; --line: #d0d7de;
  --paper: #ffffff; --tint: #f6f8fa; --mark: #fff1d6; --bad: #b42318; --good: #116329;
  --bar: #3b7dd8; }
@media (prefers-color-scheme: dark) { :root:not([data-theme=light]) { --ink: #e6edf3;
  --soft: #9aa4af; --line: #30363d; --paper: #0d1117; --tint: #161b22; --mark: #3a2d12;
  --bad: #ff8b82; --good: #6fd08c; --bar: #5b9cf0; } }
:root[data-theme=dark] { color-scheme: dark; --ink: #e6edf3; --soft: #9aa4af; --line: #30363d;
  --paper: #0d1117; --tint: #161b22; --mark: #3a2d12; --bad: #ff8b82; --good: #6fd08c;
  --bar: #5b9cf0; }
:root[data-theme=light] { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 84rem; padding: 1.5rem; background: var(--paper);
  color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.4rem; margin: 0; } h2 { font-size: 1.05rem; margin: 2rem 0 .5rem; }
p { margin: .3rem 0; } .soft { color: var(--soft); }
header { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: baseline; }
header .tools { margin-left: auto; display: flex; gap: .5rem; }
button { font: inherit; color: inherit; background: var(--tint); border: 1px solid var(--line);
  border-radius: .4rem; padding: .2rem .7rem; cursor: pointer; }
button:focus-visible { outline: 2px solid var(--bar); outline-offset: 2px; }
button[aria-pressed=true] { border-color: var(--bar); box-shadow: inset 0 0 0 1px var(--bar); }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .3rem .6rem;
  border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
thead th { background: var(--tint); position: sticky; top: 0; }
th[scope=row] { font-weight: 500; color: var(--soft); white-space: nowrap; }
.hops td, .hops th { font: 13px/1.45 ui-monospace, monospace; }
.hops tr.different { background: var(--mark); }
.hops td.other { box-shadow: inset 3px 0 0 var(--bad); }
.mark { display: inline-block; min-width: 1.2em; font-weight: 700; color: var(--bad); }
.ms { float: right; color: var(--soft); padding-left: .5rem; }
.bar { display: block; height: .5rem; border-radius: .25rem; background: var(--bar);
  min-width: 2px; margin-top: .25rem; }
.bad { color: var(--bad); font-weight: 600; }
blockquote { margin: .3rem 0 .6rem; padding: .2rem .8rem; border-left: 3px solid var(--line); }
del { color: var(--bad); } ins { color: var(--good); text-decoration: underline; }
body.only-different tr.same { display: none; }
@media print { .tools { display: none !important; } }
"""

SCRIPT: Final = """
const body = document.body, root = document.documentElement;
const filter = document.getElementById('different'), theme = document.getElementById('theme');
filter.addEventListener('click', () => {
  const on = body.classList.toggle('only-different');
  filter.setAttribute('aria-pressed', on);
});
theme.addEventListener('click', () => {
  const dark = root.dataset.theme ? root.dataset.theme === 'dark'
    : matchMedia('(prefers-color-scheme: dark)').matches;
  root.dataset.theme = dark ? 'light' : 'dark';
});
"""

/** Style of the HTML record; follows the light or dark choice of whoever reads it, and prints. */
export const reportStyle = `
:root{color-scheme:light dark;--text:#1f2328;--soft:#59636e;--line:#d1d9e0;--back:#fff;--phase:#66738a;--waiting:#d29922;--done:#2da44e;--failed:#cf222e;--fill:#4b7bec}
@media (prefers-color-scheme:dark){:root{--text:#e6edf3;--soft:#9198a1;--line:#3d444d;--back:#0d1117;--phase:#6e7b91;--waiting:#bb8009;--done:#3fb950;--failed:#f85149;--fill:#6d9bff}}
body{margin:0 auto;max-width:1100px;padding:24px;font:14px/1.5 system-ui,sans-serif;color:var(--text);background:var(--back)}
h1{font-size:24px;margin:0}h2{font-size:17px;margin:32px 0 8px}header p,.note{color:var(--soft)}code,pre{font:12px/1.5 ui-monospace,monospace}
pre{white-space:pre-wrap;overflow-wrap:anywhere;border:1px solid var(--line);padding:12px}
.facts{display:grid;grid-template-columns:repeat(auto-fill,minmax(150px,1fr));gap:12px;margin-top:16px}
.facts div{border:1px solid var(--line);border-radius:6px;padding:10px 12px}.facts b{display:block;font-size:16px;overflow-wrap:anywhere}.facts span{color:var(--soft)}
svg{width:100%;height:auto;display:block}svg text{font-size:12px;fill:var(--text)}svg .tick{fill:var(--soft)}svg .name{fill:#fff;font-size:11px}svg line{stroke:var(--line)}
.phase{fill:var(--phase);background:var(--phase)}.waiting{fill:var(--waiting);background:var(--waiting)}.done{fill:var(--done);background:var(--done)}.failed{fill:var(--failed);background:var(--failed)}
.legend i{display:inline-block;width:12px;height:12px;border-radius:2px;margin-left:12px;vertical-align:-1px}
.amount{display:grid;grid-template-columns:200px 1fr minmax(300px,max-content);gap:10px;align-items:center;margin:3px 0}.amount .name{overflow-wrap:anywhere}.track{background:var(--line);height:12px;border-radius:2px}.fill{display:block;height:12px;border-radius:2px;background:var(--fill)}.words{color:var(--soft);font-variant-numeric:tabular-nums}
table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:5px 10px 5px 0;border-bottom:1px solid var(--line);overflow-wrap:break-word}th{color:var(--soft);font-weight:600;white-space:nowrap}td.time{white-space:nowrap;font-variant-numeric:tabular-nums}td:first-child{min-width:90px}.bad{color:var(--failed)}
@media (max-width:700px){section{overflow-x:auto}svg{min-width:700px}.amount{grid-template-columns:1fr}table{display:block;overflow-x:auto}}
`;

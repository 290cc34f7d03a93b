// The style of the page: text in columns as wide as can be read, wide plots and tables, and few
// lines.
#include "report/render.h"

namespace quant::cli::report {

std::string page_style() {
    return R"(:root{color-scheme:light dark;--paper:#fffefb;--ink:#1f1e1b;--quiet:#66625a;--rule:#d9d4c8;--link:#00527f}
@media screen and (prefers-color-scheme:dark){:root{--paper:#171614;--ink:#dedad2;--quiet:#a29c91;--rule:#3c3934;--link:#86c5ee}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0 auto;max-width:72rem;padding:2.5rem 1.25rem 5rem;background:var(--paper);color:var(--ink);font:1.0625rem/1.55 "Iowan Old Style",Palatino,"Palatino Linotype","URW Palladio L",P052,"Book Antiqua",Georgia,serif;overflow-wrap:break-word}
h1,h2,h3{font-weight:600;line-height:1.2;text-wrap:balance}
h1{font-size:clamp(1.6rem,4.5vw,2.4rem);margin:0 0 .4rem;letter-spacing:-.01em}
h2{font-size:1.45rem;margin:4rem 0 1rem;padding-top:.9rem;border-top:1px solid var(--rule)}
h3{font-size:1.05rem;margin:0 0 .4rem}
p,ul{max-width:44rem;margin:0 0 1rem}
.about,figcaption,.note,nav,caption,.pictures span{font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
.about{color:var(--quiet);font-size:.95rem}
a{color:var(--link);text-underline-offset:.15em;text-decoration-thickness:1px}
nav{margin:1.5rem 0 0;font-size:.88rem}
nav ul{list-style:none;padding:0;margin:0;max-width:none;columns:17rem;column-gap:2rem}
nav li{padding:.12rem 0;break-inside:avoid}
.findings{margin:1.5rem 0 2rem}
.findings ul{padding-left:1.1rem;margin:0;max-width:none;columns:30rem;column-gap:2.5rem}
.findings li{padding:.14rem 0;break-inside:avoid}
.long{max-width:none;columns:30rem;column-gap:2.5rem}
p,li{orphans:3;widows:3}
.says{font:.86rem/1.45 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;max-width:30rem;margin:.35rem 0 0}
.findings li::marker{content:"–  ";color:var(--quiet)}
figure{margin:1.5rem 0 2rem}
figcaption,.note{color:var(--quiet);font-size:.82rem;line-height:1.45;max-width:44rem;margin:.6rem 0 0}
.plots{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,20.5rem),1fr));gap:2rem 1.5rem}
.plots>div{break-inside:avoid;min-width:0}
.plot{display:block;width:100%;max-width:30rem;height:auto}
.pictures{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(46%,13rem),1fr));gap:.75rem}
.pictures div{min-width:0;max-width:24rem}
.pictures img{display:block;width:100%;height:auto}
.pictures span{display:block;font-size:.82rem;color:var(--quiet);margin-top:.25rem}
.table{margin:1.5rem 0 2rem;break-inside:auto}
.scroll{overflow-x:auto;max-width:100%}
.scroll:focus-visible{outline:2px solid var(--link);outline-offset:3px}
table{width:max-content;border-collapse:collapse;font:.84rem/1.35 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;font-variant-numeric:tabular-nums lining-nums;border-bottom:1px solid var(--ink)}
caption{text-align:left;font-weight:600;padding:0 0 .45rem}
thead th{border-top:1px solid var(--ink);border-bottom:1px solid var(--rule);font-weight:500;color:var(--quiet);vertical-align:bottom}
table:not(:has(thead)) tbody{border-top:1px solid var(--ink)}
th,td{padding:.24rem .9rem .24rem 0;text-align:right;white-space:nowrap;font-weight:400}
th:not(:first-child),td:not(:first-child){padding-left:.2rem}
th:last-child,td:last-child{padding-right:0}
.text{text-align:left}
td.text{white-space:normal;max-width:34em}
.group>*{border-top:1px solid var(--rule)}
tr{break-inside:avoid}
@media (max-width:40rem){body{padding:1.5rem 1rem 3rem;font-size:1rem}h2{margin-top:3rem}}
@media print{body{max-width:none;padding:0;font-size:10pt}nav{display:none}h2{margin-top:1.5rem}h2,h3,caption{break-after:avoid}h2+*,h3+ul{break-before:avoid}thead{display:table-header-group}figcaption,.note{break-before:avoid}figure,.findings{break-inside:auto}.long,.findings ul{columns:2}.pictures{break-inside:avoid;grid-template-columns:repeat(4,1fr)}.says{font-size:7.5pt}.short{break-inside:avoid}.plots{grid-template-columns:1fr 1fr 1fr;gap:1rem}.scroll{overflow:visible}table{font-size:7.5pt}a{color:inherit}}
)";
}

}  // namespace quant::cli::report

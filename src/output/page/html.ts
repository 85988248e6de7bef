// report.html: one run as one file that loads nothing, works offline and may be mailed. Puts together the page's
// own style and script, uPlot's, and the data. Law: whatever a server or a user wrote is data inside the page; it
// is escaped out of markup's reach, shown through textContent, and a Content-Security-Policy runs our script alone.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { PageData } from './data.ts';

/** The whole page. */
export function renderPage(data: PageData): string {
  const script = [
    packageFile('uplot/dist/uPlot.iife.min.js'),
    ...['format.js', 'tables.js', 'charts.js', 'page.js'].map((name) => asScript(pageFile(name))),
  ].join('\n');
  const style = [
    packageFile('uplot/dist/uPlot.min.css'),
    ...['theme.css', 'page.css', 'charts.css', 'media.css'].map(pageFile),
  ].join('\n');
  const policy = [
    "default-src 'none'",
    "style-src 'unsafe-inline'",
    `script-src 'sha256-${createHash('sha256').update(script).digest('base64')}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>busyhour report</title>
<style>${style}</style>
</head>
<body>
<main id="page"><noscript>This report draws itself with a script of its own, which this viewer did not run. The same figures are in summary.json beside it.</noscript></main>
<script type="application/json" id="data">${escapeJson(JSON.stringify(data))}</script>
<script>${script}</script>
</body>
</html>
`;
}

/** JSON stays the same JSON, and holds nothing that HTML or an old JavaScript reads as its own. */
export function escapeJson(json: string): string {
  const escapes: Record<string, string> = {
    '<': '\\u003c',
    '>': '\\u003e',
    '&': '\\u0026',
    '\u2028': '\\u2028',
    '\u2029': '\\u2029',
  };
  return json.replace(/[<>&\u2028\u2029]/g, (character) => escapes[character]!);
}

function packageFile(name: string): string {
  return readFileSync(fileURLToPath(import.meta.resolve(name)), 'utf8');
}

function pageFile(name: string): string {
  return readFileSync(new URL(`./assets/${name}`, import.meta.url), 'utf8');
}

/** The page's modules one after the other, as the one script that they are in the page. */
function asScript(module: string): string {
  return module.replace(/^import [^;]+;\n/gm, '').replace(/^export (?=function|const)/gm, '');
}

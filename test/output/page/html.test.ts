// The file itself: it loads nothing, runs its own script alone, and what a server wrote stays data in it.
import { expect, test } from 'bun:test';
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { escapeJson, renderPage } from '../../../src/output/page/html.ts';
import { makeRun } from '../fixtures.ts';
import { dataOf } from './made-page.ts';

const data = await dataOf(makeRun());
const html = renderPage(data);

test('holds its data as it is', () => {
  const inside = /<script type="application\/json" id="data">(.*?)<\/script>/s.exec(html)![1]!;
  expect(JSON.parse(inside)).toEqual(JSON.parse(JSON.stringify(data)));
});

test('loads nothing and runs its own script alone', () => {
  const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)![1]!;
  const script = /<script>(.*?)<\/script>/s.exec(html)![1]!;
  const hash = createHash('sha256').update(script).digest('base64');
  expect(policy).toBe(
    `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`,
  );
  expect(html.indexOf('Content-Security-Policy')).toBeLessThan(html.indexOf('<style>'));
  expect(html.match(/<script/g)).toHaveLength(2);
  expect(html).not.toMatch(/<(link|img|iframe|object|embed|base)\b|@import|url\(/i);
  expect(script).not.toMatch(/^\s*(import|export) /m);
  expect(() => new Function(script)).not.toThrow();
});

test('every colour that is used is defined', () => {
  const style = /<style>(.*?)<\/style>/s.exec(html)![1]!;
  const defined = new Set([...style.matchAll(/(--[a-z-]+):/g)].map(([, name]) => name));
  const used = [...style.matchAll(/var\((--[a-z-]+)\)/g)].map(([, name]) => name!);
  const drawn = data.charts.charts.flatMap(({ series }) => series.map(({ color }) => `--${color}`));
  for (const name of [...used, ...drawn, '--grid', '--dim'])
    expect([name, defined.has(name)]).toEqual([name, true]);
  for (const media of ['(prefers-color-scheme: dark)', 'print', '(max-width: 560px)'])
    expect(style).toContain(`@media ${media}`);
});

test('the JSON stays the same JSON and holds nothing of HTML', () => {
  const text = fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units));
  const property = fc.property(fc.array(text), (texts) => {
    const json = JSON.stringify([...texts, '</script><!--<script>\u2028\u2029&amp;']);
    const escaped = escapeJson(json);
    expect(JSON.stringify(JSON.parse(escaped))).toBe(json);
    expect(escaped).not.toMatch(/[<>&\u2028\u2029]/);
  });
  fc.assert(property);
});

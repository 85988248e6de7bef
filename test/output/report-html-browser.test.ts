// The page in a real browser, where one is installed: that it draws itself, and that nothing hostile in it runs.
import { afterAll, beforeAll, expect } from 'bun:test';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunEvent } from '../../src/metrics/record/event.ts';
import { CHROMIUM, testWith } from '../component.ts';
import { makePlan, makeRun, makeRunInfo } from './fixtures.ts';
import { pageOf } from './page/made-page.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'busyhour-page-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** The document after its scripts ran, and what the browser wrote to its console. */
async function open(html: string, name: string): Promise<{ dom: string; console: string[] }> {
  const file = join(folder, `${name}.html`);
  await writeFile(file, html);
  const flags = [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--enable-logging=stderr',
    '--virtual-time-budget=2000',
    `--user-data-dir=${join(folder, `${name}-profile`)}`,
    '--dump-dom',
  ];
  const browser = Bun.spawn([CHROMIUM.path, ...flags, `file://${file}#events`], {
    stdout: 'pipe',
    stderr: 'pipe',
    timeout: 50_000,
  });
  const [dom, log] = await Promise.all([
    new Response(browser.stdout).text(),
    new Response(browser.stderr).text(),
  ]);
  await browser.exited;
  return { dom, console: log.split('\n').filter((line) => line.includes('CONSOLE')) };
}

testWith(
  [CHROMIUM],
  'in a browser the page draws itself, shows hostile text and does not run it',
  async () => {
    const evil = `</script><img src=x onerror="document.title='owned'"><script>document.title='owned'</script><!--<script>`;
    const made = makeRun(evil);
    const plan = makePlan(evil);
    const stages = plan.profile.stages.map((stage) => ({ ...stage, name: evil }));
    const run = makeRunInfo({
      ...plan,
      target: { ...plan.target, url: evil },
      platform: { ...plan.platform, name: evil },
      profile: { ...plan.profile, name: evil, stages },
    });
    const events = ['limit', 'close', 'failure'].map(
      (kind): RunEvent => ({
        atUs: 1_000_000,
        kind: kind as RunEvent['kind'],
        worker: 0,
        connection: 1,
        detail: { [evil]: evil },
      }),
    );
    const summary = {
      ...made.summary,
      run: { ...made.summary.run, name: evil, target: evil, platform: evil, profile: evil },
      findings: [{ code: evil, severity: 'error' as const, text: evil }],
      verdict: {
        ...made.summary.verdict,
        reasons: [{ code: evil, text: evil }],
        thresholds: [{ name: evil, passed: true, actual: 1 }],
      },
    };
    const html = await pageOf({ windows: made.windows, events }).render(
      { ...run, id: evil, authorizedBy: evil },
      summary,
    );
    // And one script that got in after all, which the policy alone keeps from running.
    const page = html.replace('</body>', `<script>document.title = 'owned'</script></body>`);
    const { dom, console } = await open(page, 'hostile');
    expect(console).toHaveLength(1);
    expect(console[0]).toContain('Content Security Policy');
    expect(dom).not.toContain('<title>owned');
    expect(dom).not.toMatch(/<img/i);
    expect(dom.match(/<script/g)).toHaveLength(3);
    expect(dom.match(/<canvas/g)).toHaveLength(10);
    expect(dom).toContain(
      '<p class="sentence">It bore 249 connections and throttled at 275; its threshold passed.</p>',
    );
    expect(dom).toContain(
      '<td class="word kind-limit">limit</td><td class="word">&lt;/script&gt;&lt;img src=x',
    );
  },
  60_000,
);

// `npm test`: lint, types, unit tests, then the tests through the real command line. Ends with what was skipped
// and why, and a line of totals. Node only, like the launcher; with words it runs just the tests they name:
// npm test -- test/wire
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bunPathOrExit } from '../bin/bun-path.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const SLOW = ['e2e', 'faults', 'fuzz'];
const totals = { passed: 0, failed: 0, skipped: 0 };
const skipped = [];

function run(command, args) {
  const { status, stderr } = spawnSync(command, args, {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'pipe'],
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  process.stderr.write(stderr ?? '');
  for (const line of (stderr ?? '').split('\n')) if (line.startsWith('skipped: ')) skipped.push(line);
  return status ?? 1;
}

function step(name, command, args) {
  process.stdout.write(`\n== ${name}\n`);
  const ok = run(command, args) === 0;
  totals[ok ? 'passed' : 'failed'] += 1;
  if (!ok) process.stdout.write(`${name} failed\n`);
}

function tests(name, paths) {
  if (paths.length === 0) return;
  process.stdout.write(`\n== ${name}\n`);
  const folder = mkdtempSync(join(tmpdir(), 'busyhour-tests-'));
  const report = join(folder, 'junit.xml');
  const status = run(bunPathOrExit(), [
    'test',
    '--only-failures',
    '--timeout=60000',
    '--reporter=junit',
    `--reporter-outfile=${report}`,
    ...paths,
  ]);
  const head = existsSync(report) ? /<testsuites [^>]*>/.exec(readFileSync(report, 'utf8'))?.[0] : undefined;
  const number = (key) => Number(new RegExp(` ${key}="(\\d+)"`).exec(head ?? '')?.[1] ?? 0);
  const failed = number('failures') + number('errors');
  totals.failed += failed;
  totals.skipped += number('skipped');
  totals.passed += number('tests') - failed - number('skipped');
  // A crash, or a file that cannot be loaded, is in no report.
  if (status !== 0 && failed === 0) totals.failed += 1;
  rmSync(folder, { recursive: true });
}

const bin = (name) => join(ROOT, 'node_modules/.bin', name);
const named = process.argv.slice(2);
if (process.env.CI !== undefined) step('components', 'bash', ['scripts/install-components.sh']);
if (named.length > 0) {
  tests('tests', named);
} else {
  step('lint', bin('biome'), ['check', '.']);
  step('types', bin('tsc'), ['--noEmit']);
  const entries = readdirSync(join(ROOT, 'test')).filter(
    (name) => !name.includes('.') || name.endsWith('.test.ts'),
  );
  const path = (name) => `./test/${name}`;
  tests('unit', entries.filter((name) => !SLOW.includes(name)).map(path));
  tests('end to end', entries.filter((name) => SLOW.includes(name)).map(path));
}
if (skipped.length > 0) process.stdout.write(`\n${[...new Set(skipped)].join('\n')}\n`);
process.stdout.write(`\n${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped\n`);
process.exit(totals.failed === 0 ? 0 : 1);

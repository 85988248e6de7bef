// `npm test`: lint, types and every test but the long ones. First what may run side by side, then alone what measures:
// test-plan.js says which is which. Ends with what was skipped and why, the name of each failure, and a line of totals.
// Node only, like the launcher. `npm test -- test/wire` plays just the tests of that name, with `-t NAME` just those;
// `--all` plays the long ones too, `--long` nothing else.
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bunPathOrExit } from '../bin/bun-path.js';
import { play, stepJob, testJob } from './test-jobs.js';
import { planTests, testFiles } from './test-plan.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const BUN = bunPathOrExit();
/** What waits hardly uses a core: so many at a time keep all of them busy and none overrun. */
const AT_ONCE = Math.max(2, 3 * availableParallelism());

const totals = { passed: 0, failures: [], skipped: 0 };
const missing = new Set();

function onEnd({ name, output, seconds, passed, skipped, failures }) {
  totals.passed += passed;
  totals.skipped += skipped;
  totals.failures.push(...failures);
  for (const line of output.split('\n')) if (line.startsWith('skipped: ')) missing.add(line);
  const isOk = failures.length === 0;
  process.stdout.write(`${isOk ? 'ok    ' : 'FAILED'} ${seconds.toFixed(1).padStart(6)} s  ${name}\n`);
  if (!isOk) process.stdout.write(`${output.trimEnd()}\n-- end of ${name}\n`);
}

async function lane(title, jobs, atOnce) {
  if (jobs.length === 0) return;
  process.stdout.write(`\n== ${title}\n`);
  const fromMs = performance.now();
  await play(jobs, atOnce, onEnd);
  process.stdout.write(`== ${((performance.now() - fromMs) / 1_000).toFixed(0)} s\n`);
}

/** The words up to the first flag name files and folders; the flags are Bun's. */
function readWords(words) {
  const flags = words.findIndex((word) => word.startsWith('-'));
  return flags < 0 ? [words, []] : [words.slice(0, flags), words.slice(flags)];
}

function filesNamed(names, all) {
  const found = names.map((name) => {
    const start = name.replace(/^\.\//, '').replace(/\/$/, '');
    return all.filter((file) => file === start || file.startsWith(`${start}/`) || file.includes(name));
  });
  const unknown = names.filter((_, i) => found[i].length === 0);
  if (unknown.length > 0) {
    process.stderr.write(`no test file is named ${unknown.join(' or ')}\n`);
    process.exit(1);
  }
  return [...new Set(found.flat())];
}

const words = process.argv.slice(2);
const plays = words[0] === '--all' || words[0] === '--long' ? words.shift() : '';
const [names, flags] = readWords(words);
const all = testFiles(ROOT);
const { unit, waiting, measuring, long } = planTests(names.length > 0 ? filesNamed(names, all) : all);
const bin = (name) => join(ROOT, 'node_modules/.bin', name);
const perFile = (files) => files.map((file) => testJob(file, BUN, [file], flags, ROOT));
const isWhole = names.length === 0;

if (process.env.CI !== undefined)
  await lane('components', [stepJob('components', 'bash', ['scripts/install-components.sh'], ROOT)], 1);
if (plays !== '--long') {
  const steps = [
    stepJob('lint', bin('biome'), ['check', '.'], ROOT),
    stepJob('types', bin('tsc'), ['--noEmit'], ROOT),
  ];
  const units = unit.length === 0 ? [] : [testJob('unit', BUN, unit, flags, ROOT)];
  await lane('side by side', [...(isWhole ? steps : []), ...units, ...perFile(waiting)], AT_ONCE);
  await lane('alone', perFile(measuring), 1);
}
if (plays !== '' || !isWhole) await lane('long, alone', perFile(long), 1);

if (missing.size > 0) process.stdout.write(`\n${[...missing].join('\n')}\n`);
if (totals.failures.length > 0) process.stdout.write(`\nfailed:\n  ${totals.failures.join('\n  ')}\n`);
process.stdout.write(
  `\n${totals.passed} passed, ${totals.failures.length} failed, ${totals.skipped} skipped\n`,
);
process.exitCode = totals.failures.length === 0 ? 0 : 1;

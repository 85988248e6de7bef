// Jobs of a test run: a program each, in a process group of its own, its output kept until it ends. A job that passes
// is a line; of one that fails everything is shown. Law: nothing of a job outlives it, nor the run.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Each test has a deadline of its own: a process that takes longer than this hangs between tests. */
const LONGEST_MS = 15 * 60_000;

/**
 * @typedef {{ passed: number, skipped: number, failures: string[] }} Told
 * @typedef {Told & { name: string, output: string }} Result
 * @typedef {() => Promise<Result>} Job
 */

const alive = new Set();
for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
])
  process.on(signal, () => {
    for (const pid of alive) killGroup(pid, 'SIGTERM');
    process.exit(code);
  });

function killGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
  } catch {} // gone already
}

/** Resolves with its exit code (null where a signal ended it) and all that it wrote, as it was written. */
function run(command, args, cwd) {
  const child = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const chunks = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => chunks.push(chunk));
  if (child.pid !== undefined) alive.add(child.pid);
  return new Promise((resolve) => {
    const end = (status, note = '') => {
      clearTimeout(timer);
      alive.delete(child.pid);
      resolve({ status, output: Buffer.concat(chunks).toString('utf8') + note });
    };
    const timer = setTimeout(() => {
      killGroup(child.pid, 'SIGKILL');
      end(null, `\nkilled: it took more than ${LONGEST_MS / 60_000} minutes\n`);
    }, LONGEST_MS);
    child.on('error', (error) => end(null, `${error.message}\n`));
    child.on('close', (status, signal) => end(status, signal === null ? '' : `\nended by ${signal}\n`));
  });
}

/**
 * A program whose exit code is all there is to know: it counts as one test.
 * @param {string} name
 * @param {string} command
 * @param {readonly string[]} args
 * @param {string} cwd
 * @returns {Job}
 */
export function stepJob(name, command, args, cwd) {
  return async () => {
    const { status, output } = await run(command, args, cwd);
    const isOk = status === 0;
    return { name, output, passed: isOk ? 1 : 0, skipped: 0, failures: isOk ? [] : [name] };
  };
}

/**
 * Test files in one process of Bun.
 * @param {string} name
 * @param {string} bun
 * @param {readonly string[]} files
 * @param {readonly string[]} flags
 * @param {string} cwd
 * @returns {Job}
 */
export function testJob(name, bun, files, flags, cwd) {
  return async () => {
    const folder = mkdtempSync(join(tmpdir(), 'busyhour-tests-'));
    const report = join(folder, 'junit.xml');
    try {
      const kept = ['--reporter=junit', `--reporter-outfile=${report}`];
      const words = ['test', '--only-failures', '--timeout=60000', ...kept, ...flags];
      const { status, output } = await run(bun, [...words, ...files.map((file) => `./${file}`)], cwd);
      const told = readReport(existsSync(report) ? readFileSync(report, 'utf8') : '');
      // A file that cannot be loaded is in no report, and neither is anything where the process was killed.
      told.failures.push(...readUnloaded(output));
      if (status !== 0 && told.failures.length === 0)
        told.failures.push(`${name}: it did not end as it should`);
      return { name, output, ...told };
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  };
}

/**
 * What Bun says in JUnit's XML: how many tests passed and were skipped, and where each failure is and its name.
 * @param {string} xml
 */
export function readReport(xml) {
  /** @type {Told} */
  const told = { passed: 0, skipped: 0, failures: [] };
  for (const [, head, body = ''] of xml.matchAll(/<testcase ([^>]*?)(?:\/>|>(.*?)<\/testcase>)/gs)) {
    const word = (key) => unescapeXml(new RegExp(`(?:^| )${key}="([^"]*)"`).exec(head)?.[1] ?? '');
    const name = [word('file'), word('classname'), word('name')].filter((part) => part !== '').join(' > ');
    if (/<(failure|error)\b/.test(body)) told.failures.push(name);
    else if (/<skipped\b/.test(body)) told.skipped += 1;
    else told.passed += 1;
  }
  return told;
}

/** The files of which Bun says that something went wrong outside of their tests. */
export function readUnloaded(output) {
  const told = output.matchAll(/^(\S+\.test\.ts):\n+# Unhandled error between tests$/gm);
  return [...told].map(([, file]) => `${file}: an error between its tests`);
}

function unescapeXml(text) {
  const meant = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };
  return text.replace(/&(lt|gt|quot|apos|amp);/g, (_, name) => meant[name]);
}

/**
 * Plays the jobs in their order, so many at a time; `onEnd` hears of each result.
 * @param {readonly Job[]} jobs
 * @param {number} atOnce
 * @param {(result: Result & { seconds: number }) => unknown} onEnd
 */
export async function play(jobs, atOnce, onEnd) {
  const waiting = [...jobs];
  const worker = async () => {
    for (let job = waiting.shift(); job !== undefined; job = waiting.shift()) {
      const fromMs = performance.now();
      const result = await job();
      onEnd({ ...result, seconds: (performance.now() - fromMs) / 1_000 });
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

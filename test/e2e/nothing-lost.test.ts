// A few of the crashes of `npm run crashes`, which plays a hundred: kill -9 at seeded moments of a whole run, of its
// main process, of one worker. What is recorded reads back, what is missing is named, nobody keeps loading the target.
import { expect } from 'bun:test';
import { type Evidence, playCrash } from '../../endurance/crash.ts';
import { judgeCrash } from '../../endurance/crash-laws.ts';
import { startProgram } from './cli.ts';
import { testCrashes } from './crashes.ts';
import { testOnLinux } from './processes.ts';

const TIMEOUT_MS = 120_000;

testCrashes(0, 6);

testOnLinux(
  'what a crash may leave behind is seen, whatever it is',
  async () => {
    const evidence = await playCrash({ n: 0, victim: 'main', worker: 0, atMs: 2_500, seconds: 60 });
    expect(judgeCrash(evidence).problems).toEqual([]);
    const { record, report, after } = evidence;
    const unseen = { startUs: 0, endUs: 1e6, counters: { messagesSent: 7 }, gauges: { open: 0 } };
    const { summary } = report!;
    const reasons = summary!.verdict.reasons.filter(({ code }) => code !== 'journal-gap');
    const silent = { ...summary!, verdict: { ...summary!.verdict, reasons } };
    const tampered: readonly (readonly [string, Evidence])[] = [
      ['lives on', { ...evidence, goneMs: null }],
      ['the last process went after 4000 ms', { ...evidence, goneMs: 4_000 }],
      ['3 connections stayed open', { ...evidence, after: { ...after, open: 3 } }],
      ['messagesSent read back', { ...evidence, record: { ...record!, windows: [unseen] } }],
      ['is no JSON', { ...evidence, record: { ...record!, broken: ['line 2'] } }],
      ['no gap is named', { ...evidence, report: { ...report!, summary: silent } }],
      ['does not name it', { ...evidence, report: { ...report!, page: '</html>' } }],
      ['report.html is not whole', { ...evidence, report: { ...report!, page: '' } }],
      ['gave no summary', { ...evidence, report: { ...report!, summary: undefined } }],
      ['exits with 5', { ...evidence, report: { ...report!, code: 5 } }],
      ['stack trace', { ...evidence, stderr: `${evidence.stderr}\n    at run (/a/b.ts:1:2)\n` }],
      ['ms are lost', { ...evidence, struckMs: 9_000, sightings: [{ atMs: 1, requests: 1e9 }] }],
    ];
    for (const [problem, one] of tampered) expect(judgeCrash(one).problems.join()).toContain(problem);
  },
  TIMEOUT_MS,
);

testOnLinux(
  'the command plays one crash, and tells of it in a table',
  async () => {
    const words = ['bin/bun.js', 'endurance/crashes.ts', '--seed', '7', '--case', '5'];
    const { code, stdout } = await startProgram('node', words, {}, `${import.meta.dir}/../..`).result;
    expect(stdout).toMatch(/^seed 7, 1 crashes \(0 tree, 0 main, 1 worker\): .* 0 failures$/m);
    expect(code).toBe(0);
  },
  TIMEOUT_MS,
);

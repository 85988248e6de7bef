// A disk that fails while a run is recorded: full, read-only from within, read-only from without. The run goes on, says
// it once, and its numbers are whole; what was written before reads back; nothing lies there half written.
import { expect, setDefaultTimeout, test } from 'bun:test';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findRun, readRecord } from '../../endurance/record.ts';
import { checkReadBack, checkWindows, checkWords } from '../../endurance/summary-laws.ts';
import type { Summary } from '../../src/metrics/figures/shape.ts';
import { E2FSPROGS, testWith } from '../component.ts';
import { simulate } from '../simulator/rig.ts';
import { until } from '../until.ts';
import type { Result } from './cli.ts';
import { type Disk, ext4Disk, smallDisk, whyNoExt4, whyNoSmallDisk } from './disks.ts';
import { expectOwnCode, expectSameCounts } from './sums.ts';

setDefaultTimeout(120_000); // for a machine that is busy with other things

const LOAD = ['--connections', '10', '--message-rate', '10', '--jitter', '0s-50ms', '--workers', '2'];
const RECORD = ['events.ndjson', 'run.json', 'windows.ndjson'];

function testOnDisk(whyNot: string | null, name: string, body: () => Promise<void>): void {
  if (whyNot === null) return test(name, body);
  process.stderr.write(`skipped: ${name}: ${whyNot}\n`);
  test.skip(name, body);
}

interface Spoiled extends Result {
  /** As `--json` printed it. */
  readonly summary: Summary;
  /** As who is on the disk sees it, and from outside. */
  readonly inside: string;
  readonly outside: string;
}

/** A run of four seconds whose disk is spoiled once its first window is recorded; its numbers are whole all the same. */
async function playOn(disk: Disk, spoil: () => void): Promise<Spoiled> {
  const simulator = await simulate('plain');
  const words = [
    'run',
    '--url',
    simulator.url,
    ...LOAD,
    '--duration',
    '4s',
    '--json',
    '--out',
    `${disk.path}/runs`,
  ];
  const started = disk.start(words);
  const outside = await until(() => findRun(join(disk.outside, 'runs')), 'a run folder');
  await until(() => readRecord(outside).windows.length > 0, 'a recorded window');
  spoil();
  const result = await started.result;
  const summary = JSON.parse(result.stdout) as Summary;
  expectOwnCode(result.code, summary);
  expectSameCounts(summary, await simulator.stats());
  expect(summary.connections).toMatchObject({ opened: 10, openAtEnd: 10 });
  expect(summary.run.durationUs).toBeGreaterThanOrEqual(4_000_000);
  expect(checkWords('stderr', result.stderr)).toEqual([]);
  const inside = join(disk.path, 'runs', outside.split('/').at(-1)!);
  expect(result.stderr.trimEnd().split('\n').at(-1)).toBe(inside);
  return { ...result, summary, inside, outside };
}

function expectTold({ stderr, inside }: Spoiled, problem: string): void {
  const told = `busyhour: the run folder ${inside} is incomplete from here on: ${problem}\n`;
  expect(stderr).toContain(told);
  expect(stderr.split(problem)).toHaveLength(2);
}

function expectLost(spoiled: Spoiled, problem: string): void {
  expectTold(spoiled, problem);
  const { summary } = spoiled;
  expect(summary.verdict.validity).not.toBe('VALID');
  const reason = summary.verdict.reasons.find(({ code }) => code === 'journal-lost');
  expect(reason?.text).toContain(`(${problem})`);
}

/** `busyhour report` tells what was recorded before, names the gap, and leaves nothing half written. */
async function expectReadBack(disk: Disk, { inside, outside }: Spoiled): Promise<void> {
  const record = readRecord(outside);
  expect(record.windows.length).toBeGreaterThan(0);
  expect(checkWindows(record)).toEqual([]);
  const { code, stdout, stderr } = await disk.start(['report', inside, '--json']).result;
  const summary = JSON.parse(stdout) as Summary;
  expect(checkReadBack(record, summary)).toEqual([]);
  const gap = summary.verdict.reasons.find((reason) => reason.code === 'journal-gap');
  expect(gap?.text).toContain('the run was cut off: its record ends at');
  expect(gap?.text.includes('where a torn last line was left out')).toBe(record.torn > 0);
  if (existsSync(join(outside, 'summary.json'))) {
    expect(code).toBe(summary.verdict.validity === 'INVALID' ? 3 : 0);
    return;
  }
  expect(code).toBe(2);
  expect(stderr).toMatch(
    /^busyhour: .*summary\.json could not be written: .* \[E_RUN_FOLDER\]\n {2}Make room/,
  );
  expect(readdirSync(outside).sort()).toEqual(RECORD);
}

testOnDisk(
  whyNoSmallDisk,
  'a disk that is full costs the record what comes after, and nothing else',
  async () => {
    const disk = await smallDisk('1m');
    const spoiled = await playOn(disk, () => disk.fill());
    expectLost(spoiled, 'the disk is full');
    expect(readdirSync(spoiled.outside).sort()).toEqual(RECORD);
    await expectReadBack(disk, spoiled);
    // With room again the same folder gives both files.
    disk.free();
    await expectReadBack(disk, spoiled);
    expect(readFileSync(join(spoiled.outside, 'report.html'), 'utf8')).toContain('</html>');
  },
);

testOnDisk(whyNoSmallDisk, 'a disk without room for the page leaves no half of it', async () => {
  const disk = await smallDisk('1m');
  const spoiled = await playOn(disk, () => disk.fill(40_960));
  const { stderr, summary, inside, outside } = spoiled;
  expect(stderr).toContain(`busyhour: ${inside}/report.html could not be written: the disk is full\n`);
  expect(summary.verdict.reasons.map(({ code }) => code)).not.toContain('journal-lost');
  expect(readdirSync(outside).sort()).toEqual([...RECORD, 'summary.json'].sort());
  expect(JSON.parse(readFileSync(join(outside, 'summary.json'), 'utf8'))).toEqual(summary);
});

testOnDisk(
  whyNoSmallDisk,
  'a folder that turns read-only loses its last two files, and no figure',
  async () => {
    const disk = await smallDisk('1m');
    const spoiled = await playOn(disk, () =>
      disk.shell('mount --bind "$1" "$1" && mount -o remount,bind,ro "$1"'),
    );
    expectTold(spoiled, 'the file system is read-only');
    expect(readdirSync(spoiled.outside).sort()).toEqual(RECORD);
    const { windows } = readRecord(spoiled.outside);
    expect(windows.at(-1)!.endUs).toBe(spoiled.summary.run.durationUs);
    // The record itself is whole, and its verdict was judged on that: written anew, the summary is the run's own.
    disk.shell('umount "$1"');
    const { stdout } = await disk.start(['report', spoiled.inside, '--json']).result;
    expect(JSON.parse(stdout)).toEqual(spoiled.summary);
  },
);

const READ_ONLY = 'a file system that turns read-only under open files costs the record what comes after';
if (whyNoExt4 === null) {
  testWith([E2FSPROGS], READ_ONLY, async () => {
    const disk = await ext4Disk('8M');
    const spoiled = await playOn(disk, () => disk.shell('mount -o remount,abort "$1"'));
    expectLost(spoiled, 'the file system is read-only');
    await expectReadBack(disk, spoiled);
  });
} else {
  testOnDisk(whyNoExt4, READ_ONLY, async () => {});
}

// How each test file is played, said here and nowhere else. Three lanes of `npm test`, one after the other or side by
// side as test.js has it, and a fourth that only `npm run test:all` plays:
//
//   unit       whole folders in one process: pure code, and servers that answer at once
//   waiting    a process for each file, several at a time: runs through the real command line that mostly wait
//   measuring  alone, nothing beside it: what holds only on a machine that nobody disturbs, or disturbs others
//   long       alone, minutes each
//
// Law: a file that is in no table is safe: in a slow folder it is played alone, elsewhere as a unit. The seconds are
// what the file takes alone: the longest begins first, and none of the waiting takes more than SHARE_SECONDS.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** These folders start processes: no file of theirs is a unit. */
const SLOW_FOLDERS = ['e2e', 'faults', 'fuzz'];

/** The most that a file of the waiting lane may take: a longer one is split. */
export const SHARE_SECONDS = 30;

/** May be played beside any others, however busy they make the machine; and does nothing to them. */
export const WAITING = {
  'e2e/accuracy-commands.test.ts': 14,
  'e2e/bad-input.test.ts': 11,
  'e2e/crash.test.ts': 15,
  'e2e/current-folder.test.ts': 6,
  'e2e/disk.test.ts': 19,
  'e2e/doctor.test.ts': 4,
  'e2e/hostile.test.ts': 23,
  'e2e/interrupt.test.ts': 19,
  'e2e/lying.test.ts': 11,
  'e2e/nothing-lost.test.ts': 15,
  'e2e/peers/haproxy.test.ts': 15,
  'e2e/peers/hdr-histogram-java.test.ts': 8,
  'e2e/peers/prometheus.test.ts': 14,
  'e2e/peers/python-websockets.test.ts': 11,
  'e2e/peers/ws.test.ts': 26,
  'e2e/priority.test.ts': 2,
  'e2e/ramp-limit.test.ts': 19,
  'e2e/ramp-pace.test.ts': 26,
  'e2e/redial.test.ts': 17,
  'e2e/replies.test.ts': 20,
  'e2e/run.test.ts': 29,
  'e2e/sabotage-named.test.ts': 19,
  'e2e/samples.test.ts': 8,
  'e2e/simulate.test.ts': 3,
  'e2e/steps.test.ts': 11,
  'e2e/streams.test.ts': 23,
  'e2e/unreachable.test.ts': 11,
  'e2e/wall-clock.test.ts': 21,
  'faults/catalogue.test.ts': 1,
  'faults/closes.test.ts': 19,
  'faults/dns.test.ts': 18,
  'faults/frames.test.ts': 14,
  'faults/half-open.test.ts': 10,
  'faults/ready.test.ts': 6,
  'faults/tcp.test.ts': 15,
  'faults/tls.test.ts': 11,
  'faults/upgrade.test.ts': 14,
  'fuzz/harness.test.ts': 1,
  'fuzz/parts.test.ts': 6,
};

/** Asserts what only an undisturbed machine shows, or disturbs it on purpose. */
export const MEASURING = {
  'e2e/accuracy.test.ts': 28,
  'e2e/coordinated-omission.test.ts': 11,
  'e2e/sabotage.test.ts': 36,
};

/** Only in `npm run test:all`. */
export const LONG = {
  'e2e/nothing-lost-long.test.ts': 95,
  'e2e/soak.test.ts': 146,
};

/** Every test file below `test/`, as `test/e2e/run.test.ts`. */
export function testFiles(root) {
  return readdirSync(join(root, 'test'), { recursive: true })
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => `test/${name.replaceAll('\\', '/')}`)
    .sort();
}

/** @returns {'unit' | 'waiting' | 'measuring' | 'long'} */
export function laneOf(file) {
  const name = file.replace(/^test\//, '');
  if (name in WAITING) return 'waiting';
  if (name in MEASURING) return 'measuring';
  if (name in LONG) return 'long';
  return SLOW_FOLDERS.includes(name.split('/')[0]) ? 'measuring' : 'unit';
}

/** What the file takes alone; of one that is in no table nobody knows. */
export function secondsOf(file) {
  const name = file.replace(/^test\//, '');
  return WAITING[name] ?? MEASURING[name] ?? LONG[name] ?? Number.POSITIVE_INFINITY;
}

/**
 * The files by lane, the longest first.
 * @param {readonly string[]} files
 */
export function planTests(files) {
  /** @type {Record<'unit' | 'waiting' | 'measuring' | 'long', string[]>} */
  const lanes = { unit: [], waiting: [], measuring: [], long: [] };
  for (const file of files) lanes[laneOf(file)].push(file);
  for (const lane of ['waiting', 'measuring', 'long'])
    lanes[lane].sort((a, b) => Math.sign(secondsOf(b) - secondsOf(a)) || 0);
  return lanes;
}

// A short run of each part of `npm run fuzz`, by the same code: watched from outside, every law asked for. The long run
// is the one that finds things; this one keeps it able to, and keeps what it found from coming back.
import { expect, setDefaultTimeout, test } from 'bun:test';
import type { PartName } from '../../fuzz/part.ts';
import { runPart } from '../../fuzz/run-part.ts';

setDefaultTimeout(120_000); // for a machine that is busy with other things

/** How many cases, and how many different outcomes they must reach at least: fewer would mean a dull generator. */
const SHORT: Readonly<Record<PartName, readonly [cases: number, outcomes: number]>> = {
  frames: [20_000, 20],
  answers: [5_000, 15],
  payloads: [5_000, 15],
  sockets: [40, 6],
};

for (const [name, [count, outcomes]] of Object.entries(SHORT)) {
  const part = name as PartName;
  test(`${part}: ${count} cases break no law`, async () => {
    const report = await runPart({ part, seed: 1, from: 0, count });
    expect(report.failures).toEqual([]);
    expect(report.failed).toBe(0);
    expect(report.cases).toBe(count);
    expect(Object.keys(report.outcomes).length).toBeGreaterThanOrEqual(outcomes);
    const told = Object.values(report.outcomes).reduce((sum, n) => sum + n, 0);
    expect(told).toBe(count);
  });
}

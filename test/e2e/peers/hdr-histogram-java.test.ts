// Our histograms in the hands of the original, HdrHistogram for Java as Debian ships it, and its own in ours: what
// windows.ndjson holds is read by everybody's tools with the very figures that we print.
import { describe, expect, setDefaultTimeout } from 'bun:test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Histogram } from '../../../src/metrics/histogram.ts';
import { HDR_HISTOGRAM_JAVA, JDK, testWith } from '../../component.ts';
import { histogramOf } from '../../metrics/arbitrary.ts';
import { draw } from '../../metrics/distributions.ts';
import { run, simulate } from '../cli.ts';

setDefaultTimeout(90_000);

const COMPONENTS = [HDR_HISTOGRAM_JAVA, JDK];
const PROGRAM = join(import.meta.dir, 'HistogramPeer.java');
const HOUR_US = 3_600_000_000;
const EDGES = [0, 1, 2_047, 2_048, 4_095, 4_096, 2 ** 31 - 1, 2 ** 31, HOUR_US - 1, HOUR_US];

interface Told {
  readonly count: number;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly percentiles: readonly (readonly [percent: number, value: number])[];
  readonly encoded: string;
}

/** One process for all questions: a line each. */
async function ask(lines: readonly string[]): Promise<Told[]> {
  const java = Bun.spawn(['java', '-cp', HDR_HISTOGRAM_JAVA.path, PROGRAM], {
    stdin: Buffer.from(`${lines.join('\n')}\n`),
    stdout: 'pipe',
    stderr: 'pipe',
  });
  const [answers, problem] = [await new Response(java.stdout).text(), await new Response(java.stderr).text()];
  if ((await java.exited) !== 0) throw new Error(`java: ${problem}`);
  const told = answers
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Told);
  expect(told).toHaveLength(lines.length);
  return told;
}

function expectSame(told: Told, ours: Histogram): void {
  const { count, min, max, mean } = ours.quantiles();
  expect([told.count, told.min, told.max]).toEqual([count, min, max]);
  for (const [percent, value] of told.percentiles)
    expect(value, `p${percent}`).toBe(ours.percentile(percent));
  // Ours is rounded to a hundredth of a microsecond.
  expect(Math.abs(told.mean - mean)).toBeLessThanOrEqual(0.005 + mean * 1e-12);
}

/** Of every shape, up to an hour; the edges of the layout; and more of one value than 32 bits count. */
function anyHistograms(): Histogram[] {
  const many = histogramOf([1_000, HOUR_US]);
  for (let i = 0; i < 36; i++) many.add(many.copy());
  const drawn = Array.from({ length: 50 }, (_, seed) => histogramOf(draw(seed, 2_000).values));
  return [...drawn, histogramOf(EDGES), ...EDGES.map((value) => histogramOf([value])), many];
}

describe('HdrHistogram for Java', () => {
  testWith(
    COMPONENTS,
    'reads what we wrote, to the same figures, and writes it back so that we do',
    async () => {
      const histograms = anyHistograms();
      const told = await ask(histograms.map((histogram) => `decode ${histogram.encode()}`));
      for (const [i, ours] of histograms.entries()) {
        expectSame(told[i]!, ours);
        expect(Histogram.decode(told[i]!.encoded).pack()).toEqual(ours.pack());
      }
    },
  );

  testWith(COMPONENTS, 'measures values as we do, and we read its histogram of them', async () => {
    const lists = [EDGES, ...Array.from({ length: 30 }, (_, seed) => draw(1_000 + seed, 500).values)];
    const told = await ask(lists.map((values) => `record 3 ${values.join(' ')}`));
    for (const [i, values] of lists.entries()) {
      const ours = histogramOf(values);
      expect(Histogram.decode(told[i]!.encoded).pack()).toEqual(ours.pack());
      expectSame(told[i]!, ours);
    }
  });

  testWith(
    COMPONENTS,
    'may be coarser or finer: then we are as exact as the coarser of the two',
    async () => {
      const lists = Array.from({ length: 20 }, (_, seed) => draw(2_000 + seed, 500).values);
      for (const [digits, bound] of [
        [2, 0.011],
        [4, 0.001],
      ] as const) {
        const told = await ask(lists.map((values) => `record ${digits} ${values.join(' ')}`));
        for (const { count, percentiles, encoded } of told) {
          const ours = Histogram.decode(encoded);
          expect(ours.count).toBe(count);
          for (const [percent, value] of percentiles)
            expect(Math.abs(ours.percentile(percent) - value)).toBeLessThanOrEqual(value * bound);
        }
      }
    },
  );

  testWith(COMPONENTS, 'finds in the windows of a run what its summary says', async () => {
    const { url } = await simulate(['--platform', 'plain', '--hold', '2ms']);
    const { folder, summary } = await run(
      `--url ${url} --connections 5 --message-rate 50 --duration 3s --jitter 0s-20ms --quiet`.split(' '),
    );
    const windows = readFileSync(join(folder, 'windows.ndjson'), 'utf8').trimEnd().split('\n');
    const texts = windows.flatMap((line) => JSON.parse(line).histograms.roundTripService ?? []);
    const told = await ask(texts.map((text) => `decode ${text}`));
    expect(told.reduce((sum, { count }) => sum + count, 0)).toBe(summary.messages.answered);
    expect(Math.max(...told.map(({ max }) => max))).toBe(summary.messages.roundTripServiceUs.max);
    expect(Math.min(...told.map(({ min }) => min))).toBe(summary.messages.roundTripServiceUs.min);
  });
});

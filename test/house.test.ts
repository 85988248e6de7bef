// The sizes that keep the house readable: files near 100 lines, folders that can be taken in at a glance, a test beside each
// file that decides something.
import { expect, test } from 'bun:test';
import { hasTest, linesOf, sourceFiles } from './source-files.ts';

const MOST_FILES = 20;
const MOST_LINES = 300;
const MEDIAN_LINES = 100;

/** These have no test of their name, and why. */
const WITHOUT: Readonly<Record<string, string>> = {
  'engine/channel.ts': 'types',
  'engine/connection/opening.ts': 'types',
  'engine/connection/stream.ts': 'types',
  'engine/shared/secrets.ts': 'types',
  'engine/talk/listener.ts': 'types',
  'output/output.ts': 'types',
  'output/page/chart.ts': 'types',
  'output/page/table.ts': 'types',
  'output/run-info.ts': 'types',
  'engine/transport/transport.ts': 'types, held by the contract suite',
  'engine/worker/warm-up.ts': 'leaves nothing behind but warm code',
  'metrics/figures/ending.ts': 'a list of words',
  'metrics/findings/input.ts': 'types',
  'metrics/findings/limits.ts': 'a table, each limit held where it is used',
  'metrics/kernel-counts.ts': 'types',
  'metrics/record/moment.ts': 'types',
  'metrics/figures/run-description.ts': 'types',
  'metrics/record/event.ts': 'types, and a table of words',
  'metrics/figures/shape.ts': 'types',
  'metrics/verdict/doubt.ts': 'types',
  'metrics/verdict/limits.ts': 'a table, each limit held where it is used',
  'steering/rule.ts': 'types',
};

const files = sourceFiles().filter((file) => file.endsWith('.ts'));

test(`no folder has more than ${MOST_FILES} files directly in it`, () => {
  const folders = Map.groupBy(sourceFiles(), (file) => file.split('/').slice(0, -1).join('/'));
  expect([...folders].filter(([, inside]) => inside.length > MOST_FILES).map(([folder]) => folder)).toEqual(
    [],
  );
});

test(`no file is over ${MOST_LINES} lines, and half are at most ${MEDIAN_LINES}`, () => {
  const sizes = files.map(linesOf).sort((a, b) => a - b);
  expect(files.filter((file) => linesOf(file) > MOST_LINES)).toEqual([]);
  expect(sizes[Math.floor(sizes.length / 2)]).toBeLessThanOrEqual(MEDIAN_LINES);
});

test('what measures, steers, plays or shows has a test of its name, or stands here with its reason', () => {
  const held = files.filter((file) => /^(engine|steering|metrics|output)\//.test(file));
  expect(held.filter((file) => !hasTest(file) && WITHOUT[file] === undefined)).toEqual([]);
  expect(Object.keys(WITHOUT).filter((file) => hasTest(file) || !files.includes(file))).toEqual([]);
});

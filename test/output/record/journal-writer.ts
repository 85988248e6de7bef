// A process that records windows until it is killed, and prints how many are on the disk: for journal.test.ts.
import { RunRecord } from '../../../src/metrics/record/record.ts';
import { emptySnapshot } from '../../../src/metrics/snapshot.ts';
import { Journal } from '../../../src/output/record/journal.ts';
import { makeRunInfo, momentOf } from '../fixtures.ts';

const journal = new Journal(process.argv[2]!);
await journal.start(makeRunInfo());
for (let n = 0; n < 10_000; n++) {
  journal.moment(
    momentOf(
      {
        ...emptySnapshot(),
        startUs: n * 1e6,
        endUs: (n + 1) * 1e6,
        workers: 1,
        counters: { opened: 1 },
      },
      n,
    ),
    new RunRecord(),
  );
  await journal.flush();
  process.stdout.write(`${n + 1}\n`);
}

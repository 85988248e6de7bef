// A process that opens a run's outputs, tells them a run, of which the page cannot take two events, and finishes: for outputs.test.ts.
import type { RunConfig } from '../../src/config/run-config.ts';
import type { RunEvent } from '../../src/metrics/record/event.ts';
import { RunRecord } from '../../src/metrics/record/record.ts';
import { openOutputs } from '../../src/run/outputs.ts';
import { makeRun, momentOf } from '../output/fixtures.ts';

const { run, windows, events, summary } = makeRun();
const output = {
  folder: process.argv[2]!,
  name: 'demo',
  json: true,
  quiet: false,
  metricsPort: null,
  metricsHost: '',
};
const config: RunConfig = {
  plan: run.plan,
  secrets: { tokens: [] },
  thresholds: [],
  workers: 1,
  output,
  authorizedBy: null,
  notes: [],
};
const outputs = await openOutputs(config, run);
const record = new RunRecord();
const wordless = {
  toJSON: () => 'unsaid',
  toString: () => {
    throw new Error('it has no words');
  },
};
for (const event of events) outputs.event(event, record.note(event));
for (let i = 0; i < 2; i += 1) {
  const event = { ...events[0]!, kind: 'close', detail: { wordless } } as unknown as RunEvent;
  outputs.event(event, record.note(event));
}
for (const [number, window] of windows.entries()) {
  const moment = momentOf(window, number);
  outputs.moment(moment, record.add(moment));
}
await outputs.flush();
process.stderr.write(`failed: ${JSON.stringify(outputs.failed)}, lost: ${outputs.journalLost}\n`);
await outputs.finish(summary);
await outputs.close();

// A short soak by the code of `npm run soak`: two minutes of a steady load, in which no process grows and none opens a file
// more. And a process that does leak, seen by the same sampling.
import { expect } from 'bun:test';
import { judgeSeries, problemsOf } from '../../endurance/soak-judge.ts';
import { playSoak } from '../../endurance/soak-run.ts';
import { sample } from '../../endurance/soak-samples.ts';
import { until } from '../until.ts';
import { startProgram } from './cli.ts';
import { testOnLinux } from './processes.ts';

const TIMEOUT_MS = 300_000;

testOnLinux(
  'two minutes of a steady load leaves no process of the run larger than it was',
  async () => {
    const load = { minutes: 2, connections: 200, rate: 5, workers: 2 };
    const { sampling, summary, problems } = await playSoak(load);
    expect(problems).toEqual([]);
    expect(sampling.gone).toBeNull();
    expect(sampling.series.map(({ name }) => name)).toEqual(['launcher', 'main', 'worker 0', 'worker 1']);
    for (const series of sampling.series) {
      expect(series.samples.length).toBeGreaterThan(100);
      expect(problemsOf(judgeSeries(series))).toEqual([]);
    }
    expect(summary?.messages.sent).toBeGreaterThan(0.5 * 120 * 1_000);
  },
  TIMEOUT_MS,
);

const LEAK = `const kept = [];
setInterval(() => kept.push(new Uint8Array(200_000).fill(1)), 50);
console.log('leaking');`;
const LEAK_MINUTES = 0.4;

testOnLinux(
  'a process that leaks is seen, and one that ends is missed',
  async () => {
    const leak = startProgram(process.execPath, ['-e', LEAK]);
    await until(() => leak.output.stdout.includes('leaking'), 'a leak');
    const { series } = await sample({ leak: leak.process.pid! }, LEAK_MINUTES);
    expect(problemsOf(judgeSeries(series[0]!)).join()).toContain('leak grows by');
    leak.process.kill('SIGKILL');
    await leak.result;
    expect((await sample({ leak: leak.process.pid! }, LEAK_MINUTES)).gone).toBe('leak');
  },
  TIMEOUT_MS,
);

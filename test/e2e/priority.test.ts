// How the processes of a run stand to each other, and what the launcher gives them, as the system tells it.
import { expect, setDefaultTimeout } from 'bun:test';
import { readFileSync } from 'node:fs';
import { getPriority } from 'node:os';
import { simulate } from '../simulator/rig.ts';
import { until } from '../until.ts';
import { start, temporaryFolder } from './cli.ts';
import { processesOf, testOnLinux } from './processes.ts';

setDefaultTimeout(60_000);

const environmentOf = (pid: number) => readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');

testOnLinux('the main process gives way to its workers, and neither uses the last compiler', async () => {
  const simulator = await simulate('plain', {});
  const words = [
    'run',
    '--url',
    simulator.url,
    '--platform',
    'plain',
    '--connections',
    '4',
    '--workers',
    '2',
  ];
  const started = start([...words, '--duration', '2s'], {}, temporaryFolder());
  const { main, workers } = await processesOf(started, 2);
  const own = getPriority();
  await until(() => getPriority(main) > own, 'a main process that gives way');
  expect(workers.map((pid) => getPriority(pid))).toEqual([own, own]);
  for (const pid of [main, ...workers]) expect(environmentOf(pid)).toContain('BUN_JSC_useFTLJIT=false');
  // On a busy machine two seconds may well be INVALID: it is how they are run that is tested here.
  expect<(number | null)[]>([0, 3]).toContain((await started.result).code);
});

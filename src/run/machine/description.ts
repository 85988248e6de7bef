// What run.json says of the machine and the software that measured: enough to judge a number years later.
import { arch, cpus, release, totalmem, type } from 'node:os';
import packageJson from '../../../package.json' with { type: 'json' };
import type { RunInfo } from '../../output/run-info.ts';
import { inspectMachine } from './facts.ts';

export const SOFTWARE: RunInfo['software'] = { busyhour: packageJson.version, bun: Bun.version };

export function describeMachine(): RunInfo['machine'] {
  const processors = cpus();
  return {
    os: `${type()} ${release()}`,
    arch: arch(),
    cpus: processors.length,
    cpuModel: processors[0]?.model.trim() ?? 'unknown',
    memoryBytes: totalmem(),
    fileLimit: inspectMachine().fileLimit,
  };
}

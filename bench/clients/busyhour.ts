// busyhour as its users start it: the real command line with all measuring on, its launcher, main process and worker
// counted together. It must never use an entry point, a flag or a shortcut that a user would not have.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Client, type Load, MAX_IN_FLIGHT, NO_NODE, type Tools } from './client.ts';

const LAUNCHER = join(import.meta.dir, '..', '..', 'bin', 'busyhour.js');

// Opening as fast as it can, busyhour has no ramp; otherwise it opens the way a short run would.
function chooseRamp({ mode }: Load): string[] {
  return mode === 'opening'
    ? ['--ramp', '0s', '--max-handshakes-in-flight', String(MAX_IN_FLIGHT)]
    : ['--ramp', '3s'];
}

function buildCommand(node: string, load: Load): string[] {
  const rate = load.mode === 'echo' ? 'max' : '0';
  const plan = `--platform plain --profile constant --workers 1 --ping-interval 0 --jitter 0ms-0ms --quiet`;
  return [
    ...[
      node,
      LAUNCHER,
      'run',
      ...plan.split(' '),
      '--url',
      load.url,
      '--connections',
      String(load.connections),
    ],
    ...[
      ...chooseRamp(load),
      '--duration',
      `${load.seconds}s`,
      '--message-rate',
      rate,
      '--message-bytes',
      '32',
    ],
    // No other client resumes TLS sessions.
    ...(load.caFile ? ['--ca', load.caFile, '--no-tls-resumption'] : []),
    ...['--out', load.folder],
  ];
}

export function describeBusyhour({ node }: Tools): Client {
  const refusal = !node ? NO_NODE : existsSync(LAUNCHER) ? undefined : 'bin/busyhour.js does not exist';
  return {
    name: 'busyhour',
    title: 'busyhour run, all measuring on',
    refuses: (mode) =>
      refusal ?? (mode === 'cycles' ? 'it has no such mode: see the opening rows' : undefined),
    command: (load) => buildCommand(node ?? 'node', load),
  };
}

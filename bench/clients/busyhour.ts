// busyhour as its users start it: the real command line with all measuring on, its launcher, main process and worker
// counted together. It must never use an entry point, a flag or a shortcut that a user would not have.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Client, type Load, MAX_IN_FLIGHT, NO_NODE, type Tools } from './client.ts';

const ROOT = join(import.meta.dir, '..', '..');
const launcherOf = (root: string): string => join(root, 'bin', 'busyhour.js');

// Opening as fast as it can, busyhour has no ramp; otherwise it opens the way a short run would.
function chooseRamp({ mode }: Load): string[] {
  return mode === 'opening'
    ? ['--ramp', '0s', '--max-handshakes-in-flight', String(MAX_IN_FLIGHT)]
    : ['--ramp', '3s'];
}

function buildCommand(node: string, launcher: string, load: Load): string[] {
  const rate = load.mode === 'echo' ? 'max' : '0';
  const plan = `--platform plain --profile constant --workers 1 --ping-interval 0 --jitter 0ms-0ms --quiet`;
  return [
    ...[
      node,
      launcher,
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

export function describeBusyhour(tools: Tools): Client {
  return describe(tools, 'busyhour', 'busyhour run, all measuring on', ROOT);
}

/** As it is in another checkout: what a change cost is the ratio of the two in the same rounds. */
export function describeBefore(tools: Tools): Client[] {
  return tools.before === undefined ? [] : [describe(tools, 'before', 'busyhour before', tools.before)];
}

function describe({ node }: Tools, name: 'busyhour' | 'before', title: string, root: string): Client {
  const launcher = launcherOf(root);
  const refusal = !node ? NO_NODE : existsSync(launcher) ? undefined : `${launcher} does not exist`;
  return {
    name,
    title,
    refuses: (mode) =>
      refusal ?? (mode === 'cycles' ? 'it has no such mode: see the opening rows' : undefined),
    command: (load) => buildCommand(node ?? 'node', launcher, load),
  };
}

// `busyhour demo`: a run against a simulator of its own, so that everything can be seen without a platform.
// By default it ramps up until the simulator throttles; with --connections it opens that many and holds them,
// each verified by a message. It is the same run as any other: only its words are given for the user.
import { EXIT, type ExitCode } from '../base/app-error.ts';
import { loadRunConfig } from '../config/compile/compile.ts';
import { type CommandWords, type FlagValues, parseFlags } from '../config/read/flags.ts';
import { RUN_COMMAND } from '../config/read/run-command.ts';
import { Interrupts } from '../run/interrupts.ts';
import { inspectMachine } from '../run/machine/facts.ts';
import { play } from '../run/run.ts';
import type { SimulatorOptions } from '../simulator/options.ts';
import { defaultSimulatorOptions } from '../simulator/registry.ts';
import { startSimulator } from '../simulator/simulator.ts';
import { type CliCommand, readWords } from './command.ts';

const FLAGS = [
  {
    name: 'connections',
    kind: 'integer',
    value: 'N',
    group: 'Load',
    help: 'open and hold so many instead of looking for a limit',
    min: 1,
  },
  {
    name: 'duration',
    kind: 'string',
    value: 'TIME',
    group: 'Load',
    help: 'with --connections: how long to hold them',
    default: '5s, longer for very many',
  },
  {
    name: 'out',
    kind: 'string',
    value: 'FOLDER',
    group: 'Results',
    default: 'runs',
    help: 'where run folders are made',
  },
  {
    name: 'metrics-port',
    kind: 'string',
    value: 'PORT',
    group: 'Results',
    help: 'serve Prometheus metrics there',
  },
  { name: 'json', kind: 'boolean', group: 'Results', help: 'print the summary as JSON' },
  { name: 'quiet', kind: 'boolean', group: 'Results', help: 'no live view' },
] as const;

const COMMAND: CommandWords<typeof FLAGS> = {
  name: 'demo',
  summary: 'Load a simulated platform on this machine and find its limit; half a minute.',
  usage: 'busyhour demo [--connections N]',
  flags: FLAGS,
  examples: [
    { command: 'busyhour demo', text: 'ramps up until the simulator throttles' },
    {
      command: 'busyhour demo --connections 100000',
      text: 'a hundred thousand at once, each verified by a message',
    },
  ],
};

type Values = FlagValues<typeof FLAGS>;

/** The simulator refuses the 221st; the ramp would go on to 300. */
const LIMIT = 220;
const RAMP = [
  '--profile',
  'ramp-up',
  '--target-concurrency',
  '300',
  '--ramp-increment',
  '30',
  '--interval',
  '3s',
];
/** New connections a second that two cores open and serve with room to spare. */
const OPEN_PER_SECOND = 3_200;
const CONNECTIONS_PER_PROCESS = 17_000;

export const demo: CliCommand = {
  name: COMMAND.name,
  summary: COMMAND.summary,
  async act(argv): Promise<ExitCode> {
    const words = await readWords(COMMAND, argv);
    if (words === undefined) return EXIT.passed;
    const interrupts = new Interrupts();
    const simulator = await startSimulator(simulatorOptions(words.values.connections));
    try {
      const config = loadRunConfig({
        flags: parseFlags(RUN_COMMAND, [...runWords(words.values), '--url', simulator.url]),
        environment: {},
        readFile: neverRead,
        cwd: process.cwd(),
        os: process.platform,
      });
      return await play(config, interrupts);
    } finally {
      await simulator.stop();
    }
  },
};

function simulatorOptions(connections: number | undefined): SimulatorOptions {
  if (connections === undefined) {
    return { ...defaultSimulatorOptions('genesys-guide'), port: 0, processes: 2, connectionLimit: LIMIT };
  }
  const each = Math.min(CONNECTIONS_PER_PROCESS, Math.floor(0.85 * inspectMachine().fileLimit));
  return {
    ...defaultSimulatorOptions('plain'),
    port: 0,
    processes: Math.max(2, Math.ceil(connections / each)),
  };
}

function runWords(values: Values): string[] {
  const { connections, duration, out, json = false, quiet = false } = values;
  const metrics = values['metrics-port'];
  const words = connections === undefined ? rampWords() : holdWords(connections, duration);
  if (out !== undefined) words.push('--out', out);
  if (metrics !== undefined) words.push('--metrics-port', metrics);
  if (json) words.push('--json');
  if (quiet) words.push('--quiet');
  return [...words, '--name', 'demo'];
}

function rampWords(): string[] {
  return ['--platform', 'genesys-guide', ...RAMP];
}

function holdWords(connections: number, hold: string | undefined): string[] {
  const rampSeconds = Math.max(1, Math.ceil(connections / OPEN_PER_SECOND));
  // On a slow machine the last ones open while the first are held.
  const holding = hold ?? `${Math.max(5, Math.ceil(0.75 * rampSeconds))}s`;
  const load = `--platform plain --profile constant --connections ${connections} --ramp ${rampSeconds}s`;
  const paced = `--duration ${rampSeconds}s${holding} --jitter 0s-100ms --max-handshakes-in-flight 3000`;
  return `${load} ${paced} --verify --message-rate 0`.split(' ');
}

/** A demo has no configuration file: what lies in the folder it is started from must not change it. */
function neverRead(path: string): string {
  throw Object.assign(new Error(`${path} is not read by the demo`), { code: 'ENOENT' });
}

// `busyhour doctor`: what this machine can bear, and what to change where it cannot.
import { EXIT, type ExitCode } from '../base/app-error.ts';
import type { CommandWords } from '../config/read/flags.ts';
import { writeResult } from '../output/terminal/streams.ts';
import { checkPlan, workersFor } from '../run/machine/checks.ts';
import { SOFTWARE } from '../run/machine/description.ts';
import { inspectMachine } from '../run/machine/facts.ts';
import { type CliCommand, readWords } from './command.ts';

const FLAGS = [
  {
    name: 'connections',
    kind: 'integer',
    value: 'N',
    group: 'Plan',
    default: '1000',
    help: 'connections to check for',
    min: 1,
  },
  { name: 'tls', kind: 'boolean', group: 'Plan', help: 'over wss' },
  {
    name: 'workers',
    kind: 'integer',
    value: 'N',
    group: 'Plan',
    default: 'as many as needed',
    help: 'worker processes',
    min: 1,
  },
  {
    name: 'source-addresses',
    kind: 'integer',
    value: 'N',
    group: 'Plan',
    default: '1',
    help: 'local addresses to dial from',
    min: 1,
  },
] as const;

const COMMAND: CommandWords<typeof FLAGS> = {
  name: 'doctor',
  summary: 'Check whether this machine can bear a load, and say what to change.',
  usage: 'busyhour doctor [--connections N]',
  flags: FLAGS,
};

const MARK = { ok: 'ok  ', warning: 'warn', error: 'FAIL' } as const;

export const doctor: CliCommand = {
  name: COMMAND.name,
  summary: COMMAND.summary,
  async act(argv): Promise<ExitCode> {
    const words = await readWords(COMMAND, argv);
    if (words === undefined) return EXIT.passed;
    const {
      connections = 1_000,
      tls = false,
      workers,
      'source-addresses': sourceAddresses = 0,
    } = words.values;
    const facts = inspectMachine();
    const checks = checkPlan(facts, {
      connections,
      workers: workers ?? workersFor(connections, 0, facts),
      sourceAddresses,
      loopback: false,
      secure: tls,
    });
    const lines = checks.map(
      ({ level, what, hint }) => `  ${MARK[level]}  ${what}${hint === null ? '' : `\n        ${hint}`}`,
    );
    const failed = checks.some(({ level }) => level === 'error');
    const verdict = failed ? 'This machine cannot bear that as it is.' : 'This machine can bear that.';
    await writeResult(
      `busyhour ${SOFTWARE.busyhour} on Bun ${SOFTWARE.bun}: ${connections} connections${tls ? ' over TLS' : ''}\n\n${lines.join('\n')}\n\n${verdict}\n`,
    );
    return failed ? EXIT.usage : EXIT.passed;
  },
};

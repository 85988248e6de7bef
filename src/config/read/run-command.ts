// `busyhour run` as a table: its flags are the settings that have one. Wiring only; compile.ts gives them meaning.

import type { Flag } from '../flag.ts';
import { SETTINGS } from '../settings/table.ts';
import type { CommandWords } from './flags.ts';

type FlagSetting = Exclude<(typeof SETTINGS)[number], { fileOnly: true }>;

const FLAG_SETTINGS = SETTINGS.filter((setting): setting is FlagSetting => !('fileOnly' in setting));

/** Read where no other is named and it exists. */
export const DEFAULT_FILE = 'busyhour.yaml';

export const RUN_FLAGS = [
  {
    name: 'config',
    kind: 'string',
    value: 'FILE',
    group: 'Target',
    defaultText: `${DEFAULT_FILE} where it exists`,
    help: 'configuration file',
  } as const satisfies Flag,
  ...FLAG_SETTINGS,
] as const;

export const RUN_COMMAND: CommandWords<typeof RUN_FLAGS> = {
  name: 'run',
  summary: 'Load a WebSocket target along a profile; report what it bore and why connections ended.',
  usage: `busyhour run [${DEFAULT_FILE}] [flags]`,
  positionals: { max: 1, what: 'the configuration file' },
  flags: RUN_FLAGS,
  examples: [
    {
      command: 'busyhour run --url ws://127.0.0.1:9000 --connections 100 --duration 30s',
      text: 'a hundred connections to a server of your own, one message a second each',
    },
    {
      command:
        'busyhour run --platform genesys --base-uri ws://127.0.0.1:9000 --target-concurrency 250 --profile ramp-up ' +
        '--ramp-increment 25 --interval-seconds 300 --duration-seconds 7200 --metrics-port 9090',
      text: 'the two-hour ramp; with --time-scale 60 it is rehearsed in two minutes',
    },
    {
      command: "busyhour run nightly.yaml --threshold 'handshake.p99<2s' --json",
      text: 'a run from a file that fails where handshakes are slow',
    },
  ],
  notes: [
    'Each flag has an environment variable and most have a key in the file: ' +
      '--ping-interval is BUSYHOUR_PING_INTERVAL and keepAlive.pingInterval. ' +
      'A flag wins over the environment, the environment over the file, the file over the platform.',
    'The token comes from BUSYHOUR_TOKEN or from --token-file, never from a flag.',
  ],
};

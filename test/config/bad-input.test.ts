// Bad input of `busyhour run`, one row each, with the exact message: what is wrong, where, and what would be right.
import { describe, expect, test } from 'bun:test';
import { either } from '../../src/config/problem.ts';
import { platforms } from '../../src/platform/registry.ts';
import { errorOf, LOCAL, type Surroundings } from './loading.ts';

interface Row {
  readonly argv?: string[];
  readonly also?: Surroundings;
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
}

/** One platform more is no edit here. */
const THE_PLATFORMS = `The platforms are ${either(
  platforms.map(({ name, aliases }) => (aliases.length > 0 ? `${name} (or ${aliases.join(', ')})` : name)),
)}.`;

const RANGES = 'from 1 to 10000000';

const rows: Record<string, Row> = {
  'no address': {
    code: 'E_CONFIG',
    message: '--base-uri: is missing: the address to load, such as wss://host/path',
    hint: 'Give --base-uri URL, or target.url in busyhour.yaml; busyhour demo needs neither.',
  },
  'an unknown platform': {
    argv: [...LOCAL, '--platform', 'genesis'],
    code: 'E_CONFIG',
    message: '--platform: there is no platform "genesis"; did you mean genesys?',
    hint: THE_PLATFORMS,
  },
  'an unknown profile': {
    argv: [...LOCAL, '--profile', 'rampup'],
    code: 'E_USAGE',
    message: '--profile: must be constant, steady-state, ramp-up, soak, step or spike, not "rampup"',
  },
  'a variable out of bounds': {
    argv: LOCAL,
    also: { environment: { BUSYHOUR_LIMIT: '0' } },
    code: 'E_CONFIG',
    message: `BUSYHOUR_LIMIT: must be a whole number ${RANGES}, not "0"`,
  },
  'steps for a profile that holds': {
    argv: [...LOCAL, '--profile', 'soak', '--ramp-increment', '5'],
    code: 'E_CONFIG',
    message: '--ramp-increment: it does not fit the profile soak: it holds one level',
  },
  'steps without a profile': {
    argv: [...LOCAL, '--interval-seconds', '5'],
    code: 'E_CONFIG',
    message: '--interval-seconds: it does not fit the profile constant (the default): it holds one level',
  },
  'an opening ramp for a climb': {
    argv: [...LOCAL, '--profile', 'step', '--ramp', '5s'],
    code: 'E_CONFIG',
    message: '--ramp: it does not fit the profile step: it climbs in steps',
  },
  'a step longer than the whole': {
    argv: [...LOCAL, '--profile', 'ramp-up', '--interval', '2m', '--duration', '1m'],
    code: 'E_CONFIG',
    message: '--interval: one step of 2 m 00 s is longer than the whole load of 60 s',
  },
  'a whole shorter than the default step': {
    argv: [...LOCAL, '--profile', 'ramp-up', '--duration-seconds', '60'],
    code: 'E_CONFIG',
    message: '--duration-seconds: 60 s is shorter than one step of 5 m 00 s, the default of --interval',
  },
  'a peak as long as the whole': {
    argv: [...LOCAL, '--profile', 'spike', '--interval', '1m', '--duration', '1m'],
    code: 'E_CONFIG',
    message: '--interval: the peak leaves no time before and after it',
  },
  'a ramp as long as the whole': {
    argv: [...LOCAL, '--ramp', '60s', '--duration', '1m'],
    code: 'E_CONFIG',
    message: '--ramp: a ramp of 60 s leaves nothing to hold of the whole load of 60 s',
  },
  'a million steps': {
    argv: [...LOCAL, '--profile', 'step', '--connections', '1000000', '--ramp-increment', '1'],
    code: 'E_CONFIG',
    message: '--ramp-increment: more than 10000 steps up to 1000000 connections; take a larger increment',
  },
  'a load of years': {
    argv: [
      ...LOCAL,
      '--profile',
      'step',
      '--connections',
      '1000',
      '--ramp-increment',
      '1',
      '--interval',
      '24h',
    ],
    code: 'E_CONFIG',
    message: '--interval: the load would last 24000 h 00 m, and 30 days is the longest',
  },
  'two words for one thing': {
    argv: [...LOCAL, '--profile', 'step', '--interval', '1m', '--interval-seconds', '30'],
    code: 'E_USAGE',
    message:
      '--interval-seconds: given beside --interval, which means the same, with another value; keep one of them',
  },
  'TLS for ws://': {
    argv: [...LOCAL, '--tls-min', '1.3'],
    code: 'E_CONFIG',
    message: '--tls-min: the address begins with ws://, which has no TLS',
  },
  'no TLS version left': {
    argv: ['--url', 'wss://127.0.0.1', '--tls-min', '1.3', '--tls-max', '1.2'],
    code: 'E_CONFIG',
    message: '--tls-min: no version lies between 1.3 (--tls-min) and 1.2 (--tls-max)',
  },
  'a CA that is not there': {
    argv: ['--url', 'wss://127.0.0.1', '--ca', 'ca.pem'],
    code: 'E_CONFIG',
    message: '--ca: the file "ca.pem" cannot be read: there is no such file',
  },
  'a CA that is none': {
    argv: ['--url', 'wss://127.0.0.1', '--ca', '/ca.pem'],
    also: { files: { '/ca.pem': 'hello' } },
    code: 'E_CONFIG',
    message: '--ca: "/ca.pem" holds no PEM certificate (-----BEGIN CERTIFICATE-----)',
  },
  'a server name that is none': {
    argv: ['--url', 'wss://127.0.0.1', '--tls-server-name', 'a b'],
    code: 'E_CONFIG',
    message: '--tls-server-name: must be a host name such as example.com, not "a b"',
  },
  'no token': {
    argv: ['--url', 'wss://h.example/x', '--platform', 'genesys', '--authorized', 'me'],
    code: 'E_TOKEN',
    message: 'BUSYHOUR_TOKEN: there is no token, and the platform genesys-guide needs one',
    hint: 'Set BUSYHOUR_TOKEN or give --token-file FILE; --token-placement none sends none.',
  },
  'no token where one was asked for': {
    argv: [...LOCAL, '--token-placement', 'header'],
    code: 'E_TOKEN',
    message: 'BUSYHOUR_TOKEN: there is no token, and --token-placement is header',
    hint: 'Set BUSYHOUR_TOKEN or give --token-file FILE; --token-placement none sends none.',
  },
  'a token file that is not there': {
    argv: [...LOCAL, '--platform', 'genesys', '--token-file', 't'],
    code: 'E_TOKEN',
    message: '--token-file: the file "t" cannot be read: there is no such file',
  },
  'an empty token': {
    argv: [...LOCAL, '--platform', 'genesys', '--token-file', '/t'],
    also: { files: { '/t': '\n' } },
    code: 'E_TOKEN',
    message: '--token-file: the token is empty',
  },
  'a token of several lines': {
    argv: [...LOCAL, '--platform', 'genesys'],
    also: { environment: { BUSYHOUR_TOKEN: 'a\nb' } },
    code: 'E_TOKEN',
    message: 'BUSYHOUR_TOKEN: the token has a space, a line break or a character outside ASCII',
  },
  'a token that goes nowhere': {
    argv: [...LOCAL, '--token-file', '/t'],
    code: 'E_CONFIG',
    message: '--token-file: no token is sent: the platform plain takes none; see --token-placement',
  },
  'a target outside this machine': {
    argv: ['--url', 'wss://h.example/x'],
    code: 'E_AUTHORIZATION',
    message: '--authorized: missing, and h.example is not this machine',
    hint: 'If you may load it, say who allowed it: --authorized "Jane Doe, operations". It is recorded in run.json.',
  },
  "a vendor's platform": {
    argv: ['--url', 'wss://streaming.mypurecloud.de/x'],
    code: 'E_AUTHORIZATION',
    message:
      '--authorized: missing, and streaming.mypurecloud.de is not this machine; it belongs to Genesys, whose own approval a load test needs',
    hint: `If you may load it, say who allowed it and Genesys's ticket: --authorized "Jane Doe, Genesys ticket 12345". It is recorded in run.json.`,
  },
  'back-pressure that never comes': {
    argv: [...LOCAL, '--high-water', '500', '--receive-buffer', '100'],
    code: 'E_CONFIG',
    message: '--high-water: 500 events can never wait in a buffer of 100 (--receive-buffer)',
  },
  'a pong to no ping': {
    argv: [...LOCAL, '--ping-interval', '0', '--ping-timeout', '1s'],
    code: 'E_CONFIG',
    message: '--ping-timeout: there are no pings to be answered: --ping-interval is 0',
  },
  'a back-off for no redial': {
    argv: [...LOCAL, '--no-redial', '--redial-backoff', '1s-2s'],
    code: 'E_CONFIG',
    message: '--redial-backoff: nothing is dialed again: --no-redial',
  },
  'a host for no port': {
    argv: [...LOCAL, '--metrics-host', '0.0.0.0'],
    code: 'E_CONFIG',
    message: '--metrics-host: has no effect without --metrics-port',
  },
  "a name that is no folder's": {
    argv: [...LOCAL, '--name', '../x'],
    code: 'E_CONFIG',
    message: `--name: must be 1 to 64 letters, digits, dots, dashes or underscores, not "../x"; it becomes part of a folder's name`,
  },
  'a subprotocol that is none': {
    argv: [...LOCAL, '--subprotocol', 'a,b'],
    code: 'E_CONFIG',
    message: `--subprotocol: "a,b" is no subprotocol's name`,
  },
  'a source of the other family': {
    argv: [...LOCAL, '--source-address', '::1'],
    code: 'E_CONFIG',
    message: '--source-address: "::1" cannot reach 127.0.0.1: one is IPv4, the other IPv6',
  },
  'a threshold that is none': {
    argv: [...LOCAL, '--threshold', 'handshake.p99'],
    code: 'E_CONFIG',
    message:
      '--threshold: threshold "handshake.p99" must be a metric, one of < <= > >=, and a value, as in handshake.p99<2s',
  },
  'a configuration file that is not there': {
    argv: [...LOCAL, '--config', 'nope.yaml'],
    code: 'E_CONFIG_FILE',
    message: '--config: the file "nope.yaml" cannot be read: there is no such file',
  },
  'two configuration files': {
    argv: [...LOCAL, '--config', 'busyhour.yaml', '/other.yaml'],
    also: { file: '' },
    code: 'E_USAGE',
    message: '--config: "busyhour.yaml" is one configuration file and "/other.yaml" another; keep one',
  },
  'a broken address, and nothing that follows from it': {
    argv: [
      '--url',
      'http://h.example',
      '--tls-min',
      '1.3',
      '--platform',
      'genesys',
      '--source-address',
      '::1',
    ],
    code: 'E_CONFIG',
    message: '--url: begins with http://; a WebSocket address begins with ws://',
  },
  'a broken interval, and nothing that follows from it': {
    argv: [...LOCAL, '--profile', 'step', '--interval', '30', '--duration', '1m'],
    code: 'E_USAGE',
    message:
      '--interval: must be a duration such as 30s, 5m, 1h30m or 100ms, at least 1ms, not "30", which lacks its unit',
  },
  'several at once': {
    argv: [...LOCAL, '--limti', '5', '--platform', 'genesis'],
    also: { file: 'messages: { bytes: 0 }\n', environment: { BUSYHOUR_SEED: 'x' } },
    code: 'E_CONFIG',
    message: `4 problems in what was asked for:
  --limti: no flag of busyhour run; did you mean --limit?
  busyhour.yaml:1:20 messages.bytes: must be a whole number from 1 to 16777216, not 0
  BUSYHOUR_SEED: must be a whole number from 0 to 4294967295, not "x"
  --platform: there is no platform "genesis"; did you mean genesys?
    ${THE_PLATFORMS}`,
  },
};

describe('bad input', () => {
  for (const [name, row] of Object.entries(rows)) {
    test(name, () => {
      const error = errorOf(row.argv ?? [], row.also);
      expect(error.message).toBe(row.message);
      expect(error.code).toBe(row.code as typeof error.code);
      expect(error.hint ?? '').toBe(row.hint ?? '');
      expect(error.exitCode).toBe(2);
    });
  }
});

describe('the file says', () => {
  const where = (text: string) => errorOf(LOCAL, { file: text }).message.split('\n');
  const cases: [string, string, string[]][] = [
    [
      'an unknown key',
      'profle: {}',
      ['busyhour.yaml:1:1 profle: unknown key of the file; did you mean profile?'],
    ],
    [
      'an unknown key inside',
      'tls:\n  mni: 1.2\n',
      ['busyhour.yaml:2:3 tls.mni: unknown key of tls; did you mean min?'],
    ],
    [
      'a wrong type',
      'workers: [1]',
      ['busyhour.yaml:1:10 workers: must be a whole number from 1 to 4096, or auto, not a list'],
    ],
    [
      'no group',
      'pacing: fast',
      [
        'busyhour.yaml:1:9 pacing: must be a group of keys: handshakeRate, maxHandshakesInFlight, jitter, redial, redialBackoff, not "fast"',
      ],
    ],
    [
      'a number without a unit',
      'profile:\n  duration: 30',
      [
        'busyhour.yaml:2:13 profile.duration: must be a duration such as 30s, 5m, 1h30m or 100ms, at least 1ms, not 30',
      ],
    ],
    [
      'too short a time',
      'profile:\n  duration: 1us',
      [
        'busyhour.yaml:2:13 profile.duration: must be a duration such as 30s, 5m, 1h30m or 100ms, at least 1ms, not "1us"',
      ],
    ],
    [
      'a word for a switch',
      'output: { json: yes }',
      ['busyhour.yaml:1:17 output.json: must be true or false, not "yes"'],
    ],
    [
      'a fraction',
      'messages: { bytes: 1.5 }',
      ['busyhour.yaml:1:20 messages.bytes: must be a whole number from 1 to 16777216, not 1.5'],
    ],
    [
      'a token',
      'auth:\n  token: s3cret\n',
      [
        'busyhour.yaml:2:3 auth.token: unknown key of auth; a secret does not belong in this file: use BUSYHOUR_TOKEN or auth.tokenFile',
      ],
    ],
    [
      'a token in the wrong key',
      'auth: { tokenPlacement: s3cret }',
      ['busyhour.yaml:1:25 auth.tokenPlacement: must be query, header, frame or none'],
    ],
    [
      'the same twice',
      'seed: 1\nname: a\nseed: 2\n',
      ['busyhour.yaml:3:1: the same key stands here twice; keep one'],
    ],
    [
      'an alias',
      'name: &a x\nplatform: *a\n',
      ['busyhour.yaml:2:11: aliases (*name) are not read; write the value out'],
    ],
    ['a tab', 'target:\n\turl: x\n', ['busyhour.yaml:2:1: not YAML: Tabs are not allowed as indentation']],
    ['a list', '- a\n', ['busyhour.yaml:1:1: must be a map of keys and values, not a list']],
    ['a word', 'hello', ['busyhour.yaml:1:1: must be a map of keys and values, not "hello"']],
    [
      'two loads',
      'profile: { name: soak, stages: [{ target: 1, duration: 1s }] }',
      ['busyhour.yaml:1:18 profile.name: profile.name and profile.stages are two loads; keep one of them'],
    ],
    [
      'no stages',
      'profile: { stages: [] }',
      ['busyhour.yaml:1:20 profile.stages: must have at least one stage'],
    ],
    [
      'stages of nothing',
      'profile: { stages: [{ target: 0, duration: 1s }] }',
      ['busyhour.yaml:1:20 profile.stages: no stage asks for a connection'],
    ],
    [
      'a stage of both',
      'profile: { stages: [{ target: 1, percent: 1, duration: 1s }] }',
      ['busyhour.yaml:1:21 profile.stages.0: a stage needs either target or percent'],
    ],
    [
      'a stage of no time',
      'profile: { stages: [{ target: 1, duration: 0s }] }',
      [
        'busyhour.yaml:1:21 profile.stages.0: duration must be a duration such as 30s, 5m, 1h30m or 100ms, at least 1us, not "0s"',
      ],
    ],
    [
      'a stage without time',
      'profile: { stages: [{ target: 1 }] }',
      [
        'busyhour.yaml:1:21 profile.stages.0.duration: is missing: it must be a duration such as 30s, 5m, 1h30m or 100ms, at least 1us',
      ],
    ],
    [
      'a duration beside stages',
      'profile:\n  duration: 1m\n  stages: [{ target: 1, duration: 1s }]',
      [
        'busyhour.yaml:2:13 profile.duration: does not go with the stages at busyhour.yaml:3:11 profile.stages, which say it themselves',
      ],
    ],
    [
      'connections beside stages',
      'profile:\n  connections: 5\n  stages: [{ target: 1, duration: 1s }]',
      [
        'busyhour.yaml:2:16 profile.connections: has no effect: each stage at busyhour.yaml:3:11 profile.stages has a target of its own; use percent there',
      ],
    ],
    [
      'a header without a secret',
      'target: { headers: { Authorization: s3cret } }',
      [
        'busyhour.yaml:1:20 target.headers: the header "Authorization" looks like a secret, and run.json records every header; a bearer token goes in BUSYHOUR_TOKEN or --token-file, with --token-placement header',
      ],
    ],
    [
      'several things, in their order',
      'workers: 0\nname: ""\nprofile: { interval: 5, x: 1 }\n',
      [
        '4 problems in what was asked for:',
        '  busyhour.yaml:1:10 workers: must be a whole number from 1 to 4096, or auto, not 0',
        '  busyhour.yaml:2:7 name: must not be empty, not ""',
        '  busyhour.yaml:3:22 profile.interval: must be a duration such as 30s, 5m, 1h30m or 100ms, at least 1ms, not 5',
        '  busyhour.yaml:3:25 profile.x: unknown key of profile',
      ],
    ],
  ];
  for (const [name, text, lines] of cases) {
    test(name, () => {
      expect(where(text)).toEqual(lines);
      expect(errorOf(LOCAL, { file: text }).code).toBe('E_CONFIG_FILE');
    });
  }
});

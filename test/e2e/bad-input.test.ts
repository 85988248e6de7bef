// Words that cannot be right, through the real command line: what is wrong, where, what would be right; exit 2,
// no stack trace, and nothing left behind in the working directory. Nothing is dialed either.
import { describe, expect, setDefaultTimeout, test } from 'bun:test';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { busyhour, type Result, startProgram, temporaryFolder } from './cli.ts';
import { LAUNCHER } from './processes.ts';
import { listenRaw } from './raw-server.ts';

setDefaultTimeout(60_000); // for a machine that is busy with other things

const LOCAL = ['run', '--url', 'ws://127.0.0.1:1/'];

interface Row {
  readonly words: readonly string[];
  /** Each must be on stderr. */
  readonly says: readonly (string | RegExp)[];
  readonly files?: Readonly<Record<string, string>>;
  readonly environment?: Readonly<Record<string, string>>;
  /** Must be nowhere. */
  readonly hides?: string;
}

const rows: Record<string, Row> = {
  'an unknown command': { words: ['rnu'], says: ['"rnu"', 'did you mean run?', 'simulate', '[E_USAGE]'] },
  'help for an unknown command': { words: ['help', 'rnu'], says: ['"rnu"', 'did you mean run?'] },
  'an unknown flag': {
    words: [...LOCAL, '--conections', '3'],
    says: ['--conections', 'busyhour run', 'did you mean --connections?'],
  },
  'a flag without its value': { words: [...LOCAL, '--connections'], says: ['--connections: needs a value'] },
  'an unknown platform': {
    words: [...LOCAL, '--platform', 'genesis'],
    says: ['--platform', '"genesis"', 'did you mean genesys?', 'cxone-guide'],
  },
  'an unknown profile': {
    words: [...LOCAL, '--profile', 'rampup'],
    says: ['--profile', 'ramp-up', '"rampup"'],
  },
  'no address at all': { words: ['run'], says: ['--base-uri', 'missing', 'wss://host/path', 'target.url'] },
  'an address of the web': {
    words: ['run', '--url', 'http://127.0.0.1:1'],
    says: ['--url', 'http://', 'ws://'],
  },
  'an address with an impossible port': {
    words: ['run', '--url', 'ws://127.0.0.1:99999'],
    says: ['--url', 'ws://127.0.0.1:99999', '65535'],
  },
  'an address with a secret': {
    words: ['run', '--url', 'ws://127.0.0.1:1/?access_token=hush'],
    says: ['--url', '"access_token"', 'BUSYHOUR_TOKEN'],
    hides: 'hush',
  },
  'a file that is not there': {
    words: ['run', 'none.yaml'],
    says: ['"none.yaml"', 'no such file', 'E_CONFIG_FILE'],
  },
  'bad YAML': {
    words: ['run', 'bad.yaml'],
    files: { 'bad.yaml': 'platform: plain\ntarget: {url: [\n' },
    says: [/bad\.yaml:\d+:\d+: not YAML/, '[E_CONFIG_FILE]'],
  },
  'an unknown key': {
    words: ['run', 'nightly.yaml'],
    files: { 'nightly.yaml': 'target:\n  url: ws://127.0.0.1:1/\nplatfrom: genesys\n' },
    says: ['nightly.yaml:3:1 platfrom', 'unknown key', 'did you mean platform?'],
  },
  'a value of the file': {
    words: ['run'],
    files: { 'busyhour.yaml': 'target:\n  url: ws://127.0.0.1:1/\nprofile:\n  duration: 30\n' },
    says: ['busyhour.yaml:4:13 profile.duration', '30s'],
  },
  'flags that contradict each other': {
    words: [...LOCAL, '--profile', 'soak', '--interval', '5s'],
    says: ['--interval', 'does not fit the profile soak'],
  },
  'the same flag with two values': {
    words: [...LOCAL, '--base-uri', 'ws://127.0.0.1:2/'],
    says: ['--base-uri', '--url', 'another value', 'keep one'],
  },
  'several problems at once': {
    words: [
      ...LOCAL,
      '--platform',
      'genesis',
      '--connections',
      'many',
      '--threshold',
      'handshake.p99<2',
      '--tls-min',
      '1.3',
    ],
    says: [
      '4 problems',
      '--platform',
      '--connections',
      '"many"',
      '"handshake.p99<2"',
      'such as 250ms',
      '--tls-min',
      'ws://',
    ],
  },
  'a threshold of nonsense': {
    words: [...LOCAL, '--threshold', 'handshake.p99 is fine'],
    says: ['--threshold', '"handshake.p99 is fine"', 'handshake.p99<2s'],
  },
  'a threshold on what nobody measures': {
    words: [...LOCAL, '--threshold', 'hadshake.p99<2s'],
    says: ['--threshold', 'hadshake', 'Did you mean handshake.p99'],
  },
  'a variable of the environment': {
    words: LOCAL,
    environment: { BUSYHOUR_CONNECTIONS: 'many' },
    says: ['BUSYHOUR_CONNECTIONS', '"many"', '[E_CONFIG]'],
  },
  'a token file that is not there': {
    words: [...LOCAL, '--platform', 'genesys', '--token-file', 'none.txt'],
    says: ['--token-file', '"none.txt"', 'no such file', '[E_TOKEN]'],
  },
  'a token that cannot be one': {
    words: [...LOCAL, '--platform', 'genesys'],
    environment: { BUSYHOUR_TOKEN: 'two words' },
    says: ['BUSYHOUR_TOKEN', 'space', '[E_TOKEN]'],
    hides: 'two words',
  },
  'too few ports': {
    words: [...LOCAL, '--connections', '60000', '--source-address', '127.0.0.2'],
    says: [
      /ports: [\d,]+ local ports/,
      '60,000 connections from one address',
      '--source-address 127.0.0.2-127.0.0.16',
      '[E_LIMITS]',
    ],
  },
  'a source address of another machine': {
    words: [...LOCAL, '--source-address', '203.0.113.9'],
    says: ['--source-address', '203.0.113.9', 'not an address of this machine'],
  },
  'a run folder in a file': {
    words: [...LOCAL, '--out', 'taken/runs'],
    files: { taken: 'a file\n' },
    says: ['run folder taken/runs', 'a file, not a folder', '--out', '[E_RUN_FOLDER]'],
  },
  'a metrics address of another machine': {
    words: [...LOCAL, '--metrics-port', '0', '--metrics-host', '203.0.113.9'],
    says: ['203.0.113.9', '127.0.0.1'],
  },
  'simulate: bad options': {
    words: ['simulate', '--connection-limit', 'many', '--over-limit', 'kick'],
    says: ['2 problems', '--connection-limit', '"many"', '--over-limit', 'reject or drop'],
  },
  'simulate: an unknown platform': {
    words: ['simulate', '--platform', 'genesis'],
    says: ['--platform', '"genesis"', 'genesys-guide'],
  },
  'simulate: a close code nobody may send': {
    words: ['simulate', '--close-code', '20'],
    says: ['close-code', '20', '1000'],
  },
  'simulate: a certificate without its key': {
    words: ['simulate', '--cert', 'x.pem'],
    says: ['--cert', '--key is missing'],
  },
  'simulate: a certificate that is none': {
    words: ['simulate', '--port', '0', '--cert', 'x.pem', '--key', 'x.pem'],
    files: { 'x.pem': 'no certificate\n' },
    says: ['certificate'],
  },
  'simulate: an address of another machine': {
    words: ['simulate', '--port', '0', '--host', '203.0.113.9'],
    says: ['203.0.113.9', 'address of this machine'],
  },
  'report: no folder named': { words: ['report'], says: ['folder', 'missing', 'busyhour report FOLDER'] },
  'report: a folder that is not there': {
    words: ['report', 'none'],
    says: ['none/run.json', 'it is not there', 'E_RUN_FOLDER'],
  },
  'report: a folder of something else': {
    words: ['report', '.'],
    says: ['run.json', 'it is not there', 'E_RUN_FOLDER'],
  },
  'report: a file': {
    words: ['report', 'taken'],
    files: { taken: '' },
    says: ['taken/run.json', 'a file, not a folder'],
  },
  'doctor: bad options': { words: ['doctor', '--connections', 'many'], says: ['--connections', '"many"'] },
  'schema: words it has no use for': { words: ['schema', 'please'], says: ['"please"', 'flags only'] },
  'demo: bad options': { words: ['demo', '--connections', '0'], says: ['--connections', '"0"'] },
};

describe('refused before anything begins', () => {
  for (const [name, { words, says, files = {}, environment, hides }] of Object.entries(rows)) {
    test(name, async () => {
      const cwd = temporaryFolder();
      for (const [file, text] of Object.entries(files)) writeFileSync(join(cwd, file), text);
      const result = await busyhour(words, environment, cwd);
      expectRefusal(result, says);
      if (hides !== undefined) expect(result.stderr + result.stdout).not.toContain(hides);
      expectUntouched(cwd, files);
    });
  }

  test('too few file descriptors', async () => {
    const cwd = temporaryFolder();
    const command = [LAUNCHER, ...LOCAL, '--connections', '1000', '--workers', '1'];
    const result = await startProgram(
      'sh',
      ['-c', 'ulimit -n 256; exec node "$@"', 'sh', ...command],
      {},
      cwd,
    ).result;
    expectRefusal(result, [
      'files: a process may open 256',
      '1,000 connections in one worker',
      '--workers 6',
      'ulimit -n 1064',
      '[E_LIMITS]',
    ]);
    expectUntouched(cwd);
  });
});

describe('a port in use', () => {
  const busy: Record<string, (port: string) => readonly string[]> = {
    'of the metrics': (port) => [...LOCAL, '--metrics-port', port],
    'of a simulator': (port) => ['simulate', '--port', port],
    'of a simulator in several processes': (port) => ['simulate', '--port', port, '--processes', '2'],
  };
  for (const [name, words] of Object.entries(busy)) {
    test(name, async () => {
      const server = await listenRaw(() => {});
      const cwd = temporaryFolder();
      const result = await busyhour(words(String(server.port)), {}, cwd);
      expectRefusal(result, [String(server.port), 'in use', 'port', '[E_PORT_IN_USE]']);
      expectUntouched(cwd);
    });
  }
});

// 0.0.0.0 is no loopback address to us, and yet the kernel would connect it to a server here: the server would see it.
describe('a target outside this machine', () => {
  const outside: Record<string, { readonly words: readonly string[]; readonly says: readonly string[] }> = {
    'that nobody authorized': {
      words: [],
      says: ['--authorized', '0.0.0.0 is not this machine', '[E_AUTHORIZATION]'],
    },
    'that wants a token and gets none': {
      words: ['--authorized', 'the tests', '--token-placement', 'query'],
      says: ['BUSYHOUR_TOKEN', 'there is no token', '--token-file', '[E_TOKEN]'],
    },
    'of a platform with tokens, and none': {
      words: ['--authorized', 'the tests', '--platform', 'genesys'],
      says: ['BUSYHOUR_TOKEN', 'there is no token', 'genesys-guide', '[E_TOKEN]'],
    },
  };
  for (const [name, { words, says }] of Object.entries(outside)) {
    test(`${name} is never connected to`, async () => {
      const server = await listenRaw(() => {});
      const cwd = temporaryFolder();
      const result = await busyhour(['run', '--url', `ws://0.0.0.0:${server.port}/`, ...words], {}, cwd);
      expectRefusal(result, says);
      expectUntouched(cwd);
      expect(server.accepted).toBe(0);
    });
  }
});

function expectRefusal(result: Result, says: readonly (string | RegExp)[]): void {
  const { code, stdout, stderr } = result;
  for (const part of says) {
    if (typeof part === 'string') expect(stderr).toContain(part);
    else expect(stderr).toMatch(part);
  }
  expect(stderr).toStartWith('busyhour: ');
  expect(stderr).not.toMatch(/^\s+at /m);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
}

function expectUntouched(cwd: string, files: Readonly<Record<string, string>> = {}): void {
  expect(readdirSync(cwd).sort()).toEqual(Object.keys(files).sort());
  for (const [name, text] of Object.entries(files)) expect(readFileSync(join(cwd, name), 'utf8')).toBe(text);
}

// The table-driven flag parser: every way of writing a flag, every way of getting it wrong.
import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { type CommandWords, parseFlags, unknownCommand } from '../../../src/config/read/flags.ts';

const FLAGS = [
  {
    name: 'port',
    aliases: ['p2'],
    kind: 'integer',
    min: 1,
    max: 65_535,
    value: 'PORT',
    group: 'A',
    help: 'a port',
  },
  { name: 'rate', kind: 'number', words: ['max'], group: 'A', help: 'a rate' },
  { name: 'wait', kind: 'duration', group: 'A', help: 'a wait' },
  { name: 'plain-wait', kind: 'seconds', group: 'A', help: 'a wait' },
  { name: 'jitter', kind: 'range', group: 'B', help: 'a range' },
  { name: 'name', kind: 'string', group: 'B', help: 'a name' },
  { name: 'tag', kind: 'list', group: 'B', help: 'tags' },
  { name: 'loud', kind: 'boolean', group: 'B', help: 'a switch' },
  { name: 'safe', kind: 'boolean', negative: true, group: 'B', help: 'no safety' },
  { name: 'mode', kind: 'choice', choices: ['slow', 'fast'], group: 'B', help: 'a mode' },
] as const;

const COMMAND: CommandWords<typeof FLAGS> = {
  name: 'try',
  summary: 'Try it.',
  usage: 'busyhour try [FILE] [flags]',
  positionals: { max: 1, what: 'a file' },
  flags: FLAGS,
};

const parse = (...argv: string[]) => parseFlags(COMMAND, argv);
const told = (...argv: string[]) => parse(...argv).problems.map(({ where, what }) => `${where}: ${what}`);

describe('parseFlags reads', () => {
  const good: [string[], Record<string, unknown>][] = [
    [['--port', '80'], { port: 80 }],
    [['--port=80'], { port: 80 }],
    [['--p2', '80'], { port: 80 }],
    [['--rate', '0.5'], { rate: 0.5 }],
    [['--rate', 'max'], { rate: 'max' }],
    [['--wait', '1h30m'], { wait: 5_400_000_000 }],
    [['--wait', '100ms'], { wait: 100_000 }],
    [['--wait', '0'], { wait: 0 }],
    [['--plain-wait', '300'], { 'plain-wait': 300_000_000 }],
    [['--plain-wait', '0.25'], { 'plain-wait': 250_000 }],
    [['--jitter', '100ms-0.5s'], { jitter: [100_000, 500_000] }],
    [['--jitter', '2s'], { jitter: [2_000_000, 2_000_000] }],
    [['--name', 'a=b'], { name: 'a=b' }],
    [['--name=a=b'], { name: 'a=b' }],
    [['--name=--odd'], { name: '--odd' }],
    [['--name', '-'], { name: '-' }],
    [['--tag', 'a', '--tag=b'], { tag: ['a', 'b'] }],
    [['--loud'], { loud: true }],
    [['--no-loud'], { loud: false }],
    [['--loud=no'], { loud: false }],
    [['--no-safe'], { safe: false }],
    [['--mode', 'fast'], { mode: 'fast' }],
    [['--port', '80', '--port', '80'], { port: 80 }],
  ];
  for (const [argv, values] of good) {
    test(argv.join(' '), () => {
      const parsed = parse(...argv);
      expect(parsed.problems).toEqual([]);
      expect<Record<string, unknown>>(parsed.values).toEqual(values);
    });
  }

  test('positionals, also after --, and the spelling that was used', () => {
    const parsed = parse('--p2', '80', '--', '--loud');
    expect(parsed.positionals).toEqual(['--loud']);
    expect(parsed.spellings.get('port')).toBe('--p2');
    expect(parse('-h').help).toBe(true);
    expect(parse('file', '--help').help).toBe(true);
  });
});

describe('parseFlags tells', () => {
  const bad: [string[], string[]][] = [
    [['--prot', '80'], ['--prot: no flag of busyhour try; did you mean --port?']],
    [['--zzzzzz'], ['--zzzzzz: no flag of busyhour try']],
    [['--no-port'], ['--no-port: no flag of busyhour try']],
    [['-p'], ['-p: no flag of busyhour try']],
    [['--port'], ['--port: needs a value: --port PORT']],
    [['--port', '--loud'], ['--port: needs a value: --port PORT']],
    [['--port', 'x'], ['--port: must be a whole number from 1 to 65535, not "x"']],
    [['--port', '0'], ['--port: must be a whole number from 1 to 65535, not "0"']],
    [['--port', '-5'], ['--port: must be a whole number from 1 to 65535, not "-5"']],
    [['--port', '8.5'], ['--port: must be a whole number from 1 to 65535, not "8.5"']],
    [['--port', '1e3'], ['--port: must be a whole number from 1 to 65535, not "1e3"']],
    [['--rate', 'fast'], ['--rate: must be a number, or max, not "fast"']],
    [
      ['--wait', '30'],
      ['--wait: must be a duration such as 30s, 5m, 1h30m or 100ms, not "30", which lacks its unit'],
    ],
    [['--wait', '3 days'], ['--wait: must be a duration such as 30s, 5m, 1h30m or 100ms, not "3 days"']],
    [['--wait', '1000h'], ['--wait: must be a duration such as 30s, 5m, 1h30m or 100ms, not "1000h"']],
    [['--plain-wait', '5m'], ['--plain-wait: must be a number of seconds such as 300 or 0.5, not "5m"']],
    [
      ['--jitter', '2s-1s'],
      ['--jitter: must be a range of durations such as 100ms-500ms, the shorter first, not "2s-1s"'],
    ],
    [['--name='], ['--name: must not be empty']],
    [['--loud=maybe'], ['--loud: must be true or false, not "maybe"']],
    [['--no-loud=true'], ['--no-loud: takes no value']],
    [['--mode', 'faster'], ['--mode: must be slow or fast, not "faster"']],
    [['--port', '1', '--port', '2'], ['--port: given twice, with another value; keep one of them']],
    [
      ['--port', '1', '--p2', '2'],
      ['--p2: given beside --port, which means the same, with another value; keep one of them'],
    ],
    [['a', 'b', 'c'], ['"b" (and 1 more): not expected here; busyhour try takes at most 1: a file']],
    [
      ['--prot', '80', '--port', 'x'],
      [
        '--prot: no flag of busyhour try; did you mean --port?',
        '--port: must be a whole number from 1 to 65535, not "x"',
      ],
    ],
  ];
  for (const [argv, problems] of bad) test(argv.join(' '), () => expect(told(...argv)).toEqual(problems));

  test('a missing word', () => {
    const command = { ...COMMAND, positionals: { min: 1, max: 1, what: 'a file' } };
    expect(parseFlags(command, []).problems[0]?.what).toBe('missing; usage: busyhour try [FILE] [flags]');
    expect(parseFlags(command, ['--help']).problems).toEqual([]);
  });

  test('an unknown command', () => {
    expect(unknownCommand('rnu', ['run', 'report'])).toEqual({
      where: '"rnu"',
      what: 'no command of busyhour; did you mean run?',
      code: 'E_USAGE',
      hint: 'The commands are run, report; busyhour --help tells what each does.',
    });
  });
});

describe('a secret on the command line', () => {
  const SECRET = 'eyJhbGciOiJ';
  for (const flag of [
    'token',
    'access-token',
    'client-secret',
    'password',
    'bearer',
    'api-key',
    'authorization',
  ]) {
    for (const argv of [
      [`--${flag}`, SECRET],
      [`--${flag}=${SECRET}`],
      [`--${flag}`, 'Bearer', SECRET, '--loud'],
    ]) {
      test(`${argv.join(' ')} is explained and not repeated`, () => {
        const parsed = parse(...argv);
        expect(JSON.stringify([parsed.problems, parsed.positionals])).not.toContain(SECRET);
        expect(parsed.problems.map((problem) => problem.where)).toEqual([`--${flag}`]);
        expect(parsed.problems[0]?.what).toContain('BUSYHOUR_TOKEN or --token-file FILE');
      });
    }
  }
});

test('any words are parsed or told about, never thrown over', () => {
  const word = fc.oneof(
    fc.constantFrom(
      '--port',
      '--tag',
      '--loud',
      '--no-safe',
      '--',
      '-h',
      '--jitter',
      '__proto__',
      '--__proto__',
    ),
    fc.string(),
    fc.string().map((text) => `--${text}`),
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 12 }), (argv) => {
      const parsed = parse(...argv);
      for (const { where, what } of parsed.problems) expect(`${where}${what}`).not.toMatch(/\n/);
    }),
  );
});

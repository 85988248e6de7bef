// The help as text: its columns, its groups, and what it says of a flag beside the flag's own sentence.
import { describe, expect, test } from 'bun:test';
import { describe as describeFlag, renderHelp, signature } from '../../../src/config/read/help.ts';
import { RUN_COMMAND } from '../../../src/config/read/run-command.ts';
import { settingOf } from '../../../src/config/settings/table.ts';
import { platforms } from '../../../src/platform/registry.ts';

describe('help', () => {
  const text = renderHelp(RUN_COMMAND);

  test('keeps to 80 columns', () => {
    expect(text.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  test('names every flag once, the negative ones as they are typed', () => {
    for (const flag of RUN_COMMAND.flags) {
      const name = 'negative' in flag ? `  --no-${flag.name}` : `  --${flag.name}`;
      expect(text.split('\n').filter((line) => line === name || line.startsWith(`${name} `))).toHaveLength(1);
    }
  });

  test('aligns, groups and wraps', () => {
    const flags = [
      { name: 'a', kind: 'integer', value: 'N', group: 'One', help: 'short', default: 3 },
      {
        name: 'some-long-flag-name-indeed',
        kind: 'string',
        value: 'VALUE',
        group: 'Two',
        help: 'long '.repeat(15).trim(),
      },
      { name: 'off', kind: 'boolean', negative: true, group: 'One', help: 'no more' },
    ] as const;
    expect(renderHelp({ name: 'x', summary: 'Do x.', usage: 'busyhour x', flags })).toBe(`Do x.

Usage: busyhour x

One
  --a N                         short (default 3)
  --no-off                      no more

Two
  --some-long-flag-name-indeed VALUE
                                long long long long long long long long long
                                long long long long long long`);
  });
});

describe('a flag', () => {
  const flag = { name: 'wait', group: 'A', help: 'a wait' } as const;

  test('tells its default by value or in words, its other names, and that it may be repeated', () => {
    expect(describeFlag({ ...flag, kind: 'duration', default: 300_000_000 })).toBe('a wait (default 5m)');
    expect(describeFlag({ ...flag, kind: 'duration', defaultText: 'for ever' })).toBe(
      'a wait (default for ever)',
    );
    expect(describeFlag({ ...flag, kind: 'list', aliases: ['w'] })).toBe('a wait (repeatable; also --w)');
  });

  test('is shown as it is typed', () => {
    expect(signature({ ...flag, kind: 'duration', value: 'TIME' })).toBe('--wait TIME');
    expect(signature({ ...flag, kind: 'boolean' })).toBe('--wait');
    expect(signature({ ...flag, kind: 'boolean', negative: true })).toBe('--no-wait');
  });
});

test('every platform of the registry is in the help', () => {
  const { help } = settingOf('platform');
  expect(platforms.filter(({ name }) => !help.includes(name))).toEqual([]);
});

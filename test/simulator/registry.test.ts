// The table of platforms: names are unambiguous, presets can be run, and every dialect keeps what its interface says.

import { describe, expect, test } from 'bun:test';
import { checkSimulatorOptions } from '../../src/simulator/option-rules.ts';
import { payloadBytes } from '../../src/simulator/payload.ts';
import {
  defaultSimulatorOptions,
  findSimulatedPlatform,
  leastEventBytes,
  SIMULATED_PLATFORMS,
  simulatedPlatform,
} from '../../src/simulator/registry.ts';

test('no two platforms share a name', () => {
  const words = SIMULATED_PLATFORMS.flatMap(({ name, aliases }) => [name, ...aliases]);
  expect(words).toEqual([...new Set(words)]);
  expect(findSimulatedPlatform('constructor')).toBeUndefined();
  expect(() => simulatedPlatform('genesys')).toThrow(/no simulator of "genesys"/);
});

describe.each(SIMULATED_PLATFORMS.map((platform) => [platform.name, platform] as const))(
  '%s',
  (name, platform) => {
    test('is found by each of its names', () => {
      for (const word of [name, ...platform.aliases]) expect(findSimulatedPlatform(word)).toBe(platform);
    });

    test('its presets can be run, and survive the way to another process', () => {
      const presets = defaultSimulatorOptions(name);
      expect(presets).toMatchObject({ platform: name, host: '127.0.0.1', ...platform.defaults });
      expect(checkSimulatorOptions(presets)).toEqual([]);
      expect(JSON.parse(JSON.stringify(presets))).toEqual(presets);
    });

    test('its events have exactly the size asked for, from the least there is', () => {
      const most = Number.MAX_SAFE_INTEGER;
      const least = leastEventBytes(platform);
      for (const bytes of [least, least + 1, 4_096]) {
        const talk = platform.createDialect(bytes).createConversation();
        for (const n of [1, 12_345, most]) {
          expect(payloadBytes(talk.event(n, n))).toBe(bytes);
          if (talk.invalidEvent !== null) expect(payloadBytes(talk.invalidEvent(n))).toBe(bytes);
        }
      }
    });

    test('what is sent to it that means nothing is data, never an error', () => {
      const talk = platform.createDialect(0).createConversation();
      const kinds = talk.invalidEvent === null ? ['message'] : ['invalid', 'unknown']; // with no envelope all is well
      const strange = ['', '{', '[]', 'null', '{"type":"ack"}', '{"__proto__":1}', Buffer.from([0xff, 0])];
      for (const message of strange) {
        expect(kinds).toContain(talk.read(message).kind);
      }
    });
  },
);

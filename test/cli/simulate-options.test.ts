// From the words of `busyhour simulate` to a simulator's options: names, presets, and what the help promises.

import { describe, expect, test } from 'bun:test';
import { SIMULATE_COMMAND, SIMULATE_FLAGS } from '../../src/cli/simulate-flags.ts';
import { toSimulatorOptions } from '../../src/cli/simulate-options.ts';
import { parseFlags } from '../../src/config/read/flags.ts';
import { renderHelp } from '../../src/config/read/help.ts';
import { checkSimulatorOptions } from '../../src/simulator/option-rules.ts';
import type { SimulatorOptions } from '../../src/simulator/options.ts';
import { defaultSimulatorOptions, SIMULATED_PLATFORMS } from '../../src/simulator/registry.ts';

function optionsOf(words: readonly string[], token?: string): SimulatorOptions {
  const { values, problems } = parseFlags(SIMULATE_COMMAND, words);
  expect(problems).toEqual([]);
  return toSimulatorOptions(values, token);
}

describe('platforms', () => {
  test('each is known by each of its names, keeps its presets, and is in the help', () => {
    const help = renderHelp(SIMULATE_COMMAND).replace(/\s+/g, ' ');
    for (const { name, aliases } of SIMULATED_PLATFORMS) {
      for (const word of [name, ...aliases])
        expect(optionsOf(['--platform', word])).toEqual(defaultSimulatorOptions(name));
      expect(help).toContain(aliases[0] === undefined ? name : `${name} (${aliases[0]})`);
    }
  });

  test.each(['nice_cxone', 'nice-cxone', 'cxone'])('cxone-guide is also %s', (word) => {
    expect(optionsOf(['--platform', word]).platform).toBe('cxone-guide');
  });

  test.each(['genesis', 'constructor'])('there is none called "%s"', (word) => {
    expect(() => optionsOf(['--platform', word])).toThrow(`--platform: no simulator of "${word}"`);
  });
});

test('a default that the help shows is the default: saying it changes nothing', () => {
  const unsaid = optionsOf([]);
  const shown = SIMULATE_FLAGS.flatMap((flag) => ('default' in flag ? [`--${flag.name}`, flag.default] : []));
  expect(shown.length).toBeGreaterThan(20);
  expect(optionsOf(shown)).toEqual(unsaid);
  expect(checkSimulatorOptions(unsaid)).toEqual([]);
});

test('what is said goes over the presets, in microseconds where it is a time', () => {
  const words =
    '--platform genesys --ack-window 7 --hold 20ms --no-deflate --ping-interval 0s --event-rate 0.5';
  expect(optionsOf(words.split(' '))).toEqual({
    ...defaultSimulatorOptions('genesys-guide'),
    ackWindow: 7,
    holdUs: 20_000,
    pingIntervalUs: 0,
    eventRate: 0.5,
  });
});

test('the token comes from the environment; an empty one asks for none', () => {
  expect(optionsOf([], 'T').token).toBe('T');
  expect([optionsOf([], '').token, optionsOf([]).token]).toEqual([null, null]);
});

test('a certificate and its key belong together', () => {
  expect(() => optionsOf(['--cert', 'c.pem'])).toThrow('--key is missing');
  expect(() => optionsOf(['--key', 'k.pem'])).toThrow('--cert is missing');
  expect(optionsOf(['--tls']).tls?.certPem).toStartWith('-----BEGIN CERTIFICATE-----');
});

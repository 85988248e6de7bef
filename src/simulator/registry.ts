// Every platform a simulator can be. To add one: a folder beside this file, a line here, transcripts in
// test/golden/. All else that names platforms (options, their rules, flags and help) is derived from this table.

import { AppError } from '../base/app-error.ts';
import { cxoneGuide } from './cxone-guide/platform.ts';
import { genesysGuide } from './genesys-guide/platform.ts';
import { BASE_OPTIONS, type SimulatorOptions } from './options.ts';
import { payloadBytes } from './payload.ts';
import { plain } from './plain/platform.ts';
import type { SimulatedPlatform } from './platform.ts';

/** The first is simulated where none is named. */
export const SIMULATED_PLATFORMS: readonly SimulatedPlatform[] = [plain, genesysGuide, cxoneGuide];

export function findSimulatedPlatform(nameOrAlias: string): SimulatedPlatform | undefined {
  return SIMULATED_PLATFORMS.find(
    ({ name, aliases }) => name === nameOrAlias || aliases.includes(nameOrAlias),
  );
}

/** The platform that options name. Throws an AppError where there is none. */
export function simulatedPlatform(name: string): SimulatedPlatform {
  const known = SIMULATED_PLATFORMS.find((platform) => platform.name === name);
  if (known !== undefined) return known;
  throw new AppError('E_SIMULATOR', `no simulator of ${JSON.stringify(name)}`, {
    hint: `There are ${platformNames().join(', ')}.`,
  });
}

export function platformNames(): string[] {
  return SIMULATED_PLATFORMS.map(({ name }) => name);
}

/** A platform's presets: what its documents say, on a loopback port, with no fault and no token asked for. */
export function defaultSimulatorOptions(name: string): SimulatorOptions {
  const platform = simulatedPlatform(name);
  return { ...BASE_OPTIONS, ...platform.defaults, platform: platform.name };
}

/** The smallest event a platform can send: its envelope around the longest numbers and an empty text. */
export function leastEventBytes(platform: SimulatedPlatform): number {
  const bare = platform.createDialect(0).createConversation();
  return Math.max(1, payloadBytes(bare.event(Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER)));
}

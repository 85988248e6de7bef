// From a platform's name to the platform. Knows none by name but the one that stands in for a name it cannot find.
import { plain } from '../../platform/plain/plain.ts';
import type { Platform } from '../../platform/platform.ts';
import { findPlatform, platforms } from '../../platform/registry.ts';
import { either, quote } from '../problem.ts';
import { didYouMean } from '../read/suggestion.ts';
import type { Compilation } from './compilation.ts';

/** The platform asked for; `plain` after a complaint. */
export function choosePlatform(compilation: Compilation): Platform {
  const name = compilation.valueOrDefault('platform').trim();
  const platform = findPlatform(name);
  if (platform !== undefined) return platform;
  const names = platforms.flatMap((known) => [known.name, ...known.aliases]);
  const all = platforms.map(({ name: known, aliases }) =>
    aliases.length === 0 ? known : `${known} (or ${aliases.join(', ')})`,
  );
  const what = `there is no platform ${quote(name)}${didYouMean(name, names)}`;
  compilation.complain(['platform'], what, { hint: `The platforms are ${either(all)}.` });
  compilation.words.markBroken('platform');
  return plain;
}

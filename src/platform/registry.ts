// Every platform there is. To add one: a folder beside this file, a line here, transcripts in test/golden/.
import { cxoneGuide } from './cxone-guide/cxone-guide.ts';
import { genesysGuide } from './genesys-guide/genesys-guide.ts';
import { plain } from './plain/plain.ts';
import type { Platform } from './platform.ts';

export const platforms: readonly Platform[] = [plain, genesysGuide, cxoneGuide];

export function findPlatform(nameOrAlias: string): Platform | undefined {
  const name = nameOrAlias.toLowerCase();
  return platforms.find((platform) => platform.name === name || platform.aliases.includes(name));
}

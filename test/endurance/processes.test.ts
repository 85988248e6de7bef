// The processes of a run are told apart by the files they were started with: who moves such a file learns it here,
// and not by tests that wait for a process which nobody finds.
import { expect, test } from 'bun:test';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { SCRIPTS } from '../../endurance/processes.ts';

for (const [name, script] of Object.entries(SCRIPTS)) {
  test(`the script of the ${name} process is where it is looked for`, () => {
    expect(existsSync(join(import.meta.dir, '../../src', script))).toBe(true);
  });
}

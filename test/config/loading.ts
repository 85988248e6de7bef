// What the tests of config/ share: loading a configuration from words, without a disk.

import { AppError } from '../../src/base/app-error.ts';
import { loadRunConfig } from '../../src/config/compile/compile.ts';
import { parseFlags } from '../../src/config/read/flags.ts';
import { RUN_COMMAND } from '../../src/config/read/run-command.ts';
import type { RunConfig } from '../../src/config/run-config.ts';

export interface Surroundings {
  /** The text of /home/user/busyhour.yaml. */
  readonly file?: string;
  /** More files, by absolute path. */
  readonly files?: Readonly<Record<string, string>>;
  readonly environment?: Readonly<Record<string, string>>;
  readonly os?: string;
}

export const LOCAL = ['--url', 'ws://127.0.0.1:9000'];

export function load(argv: readonly string[], surroundings: Surroundings = {}): RunConfig {
  const { file, environment = {}, os = 'linux' } = surroundings;
  const files: Record<string, string> = { ...surroundings.files };
  if (file !== undefined) files['/home/user/busyhour.yaml'] = file;
  return loadRunConfig({
    flags: parseFlags(RUN_COMMAND, argv),
    environment,
    cwd: '/home/user',
    os,
    drawSeed: () => 4_711,
    readFile: (path) => {
      const text = files[path];
      if (text === undefined) throw Object.assign(new Error('no'), { code: 'ENOENT' });
      return text;
    },
  });
}

/** The AppError that loading ends with; throws where it does not, or with anything else. */
export function errorOf(argv: readonly string[], surroundings: Surroundings = {}): AppError {
  try {
    load(argv, surroundings);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('it loaded');
}

export function messageOf(argv: readonly string[], surroundings: Surroundings = {}): string {
  return errorOf(argv, surroundings).message;
}

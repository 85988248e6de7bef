// The folder of one run: its name, its files, and how a file appears in it whole or not at all.
// Creates and never deletes. Names come from users and are reduced to what every file system takes.
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError, EXIT } from '../../base/app-error.ts';
import { codeOf } from '../../base/error-code.ts';

export const RUN_FILES = {
  run: 'run.json',
  windows: 'windows.ndjson',
  events: 'events.ndjson',
  samples: 'samples.ndjson',
  summary: 'summary.json',
  page: 'report.html',
} as const;

const MAX_NAME = 60;
const MAX_COLLISIONS = 1_000;

/**
 * Makes `root/20261124T025800Z-name/` (with `-2`, `-3` ... where that exists) and returns its path.
 * Throws E_RUN_FOLDER where the folder cannot be made.
 */
export async function createRunFolder(root: string, name: string, startedAt: Date): Promise<string> {
  const base = `${formatStamp(startedAt)}-${sanitizeName(name)}`;
  try {
    await mkdir(root, { recursive: true });
    for (let n = 1; n <= MAX_COLLISIONS; n++) {
      const path = join(root, n === 1 ? base : `${base}-${n}`);
      if (await makeFolder(path)) return path;
    }
  } catch (cause) {
    throw unusable(root, cause);
  }
  throw unusable(join(root, base), new Error('too many runs of that name began in the same second'));
}

/** What keeps a run from being recorded there, as the error a user sees. */
export function unusable(path: string, cause: unknown): AppError {
  return new AppError(
    'E_RUN_FOLDER',
    `the run folder ${path} cannot be written: ${describeFileProblem(cause)}`,
    {
      hint: 'Choose a folder that you may write to with --out, or free its disk.',
      exitCode: EXIT.usage,
      cause,
    },
  );
}

/** `20261124T025800Z`. */
export function formatStamp(at: Date): string {
  return `${at.toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
}

/** Lower-case letters, digits and single hyphens; `run` where nothing is left. */
export function sanitizeName(name: string): string {
  const plain = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, MAX_NAME)
    .replace(/^-+|-+$/g, '');
  return plain === '' ? 'run' : plain;
}

export async function writeJsonAtomically(path: string, value: unknown): Promise<void> {
  await writeAtomically(path, `${JSON.stringify(value, null, 2)}\n`);
}

/** The file is there with its whole content, or as it was before: written beside it, synced, renamed. */
export async function writeAtomically(path: string, content: string): Promise<void> {
  const beside = `${path}.${process.pid}.tmp`;
  try {
    const file = await open(beside, 'w');
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true }).catch(() => undefined);
    throw error;
  }
}

/** The problem's own words for a person; unknown codes stay as they are. */
export function describeFileProblem(error: unknown): string {
  const code = codeOf(error);
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return 'the disk is full';
    case 'EROFS':
      return 'the file system is read-only';
    case 'EACCES':
    case 'EPERM':
      return 'permission denied';
    case 'ENOENT':
      return 'it is not there';
    case 'ENOTDIR':
    case 'EEXIST':
      return 'a part of that path is a file, not a folder';
    case 'EIO':
      return 'the disk reports an error';
    case undefined:
      return error instanceof Error ? error.message : 'unknown reason';
    default:
      return code;
  }
}

async function makeFolder(path: string): Promise<boolean> {
  try {
    await mkdir(path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

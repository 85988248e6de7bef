// The only way config/ touches a disk: reading a whole text file through the function it was handed.
// Paths of the configuration file start from that file's folder, all others from the working directory.
import { dirname, resolve } from 'node:path';
import { quote } from '../problem.ts';
import type { Given } from './words.ts';

/** Returns the file's text; throws an error with a `code` such as ENOENT. */
export type ReadFile = (path: string) => string;

export class Files {
  readonly #readFile: ReadFile;
  readonly #cwd: string;
  #configFolder: string;

  constructor(readFile: ReadFile, cwd: string) {
    this.#readFile = readFile;
    this.#cwd = cwd;
    this.#configFolder = cwd;
  }

  /** The configuration file; from here on its folder is known. */
  readConfig(path: string): FileText {
    this.#configFolder = dirname(resolve(this.#cwd, path));
    return this.#read(path, resolve(this.#cwd, path));
  }

  read(given: Given<string>): FileText {
    return this.#read(
      given.value,
      resolve(given.layer === 'file' ? this.#configFolder : this.#cwd, given.value),
    );
  }

  #read(shown: string, path: string): FileText {
    try {
      return { text: this.#readFile(path) };
    } catch (error) {
      const code = (error as { code?: unknown }).code;
      const why = WHY[String(code)] ?? (typeof code === 'string' ? code : 'it could not be opened');
      return { problem: `the file ${quote(shown, 200)} cannot be read: ${why}`, missing: code === 'ENOENT' };
    }
  }
}

type FileText = { readonly text: string } | { readonly problem: string; readonly missing: boolean };

const WHY: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'its permissions do not allow it',
  EISDIR: 'it is a folder',
  ENOTDIR: 'part of its path is no folder',
};

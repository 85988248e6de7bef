// Files by the reader that was handed in: from which folder a path starts, and why a file could not be read.
import { expect, test } from 'bun:test';
import { Files } from '../../../src/config/read/files.ts';

const given = (value: string, layer: 'flag' | 'file') => ({ value, layer, where: 'somewhere' });

test('paths of the configuration file start from its folder, all others from the working directory', () => {
  const asked: string[] = [];
  const files = new Files((path) => {
    asked.push(path);
    return 'text';
  }, '/home/user');
  files.read(given('a', 'file'));
  files.readConfig('../etc/run.yaml');
  files.read(given('a', 'file'));
  files.read(given('a', 'flag'));
  files.read(given('/abs', 'file'));
  expect(asked).toEqual(['/home/user/a', '/home/etc/run.yaml', '/home/etc/a', '/home/user/a', '/abs']);
});

const failures: [object, string, boolean][] = [
  [{ code: 'ENOENT' }, 'there is no such file', true],
  [{ code: 'EISDIR' }, 'it is a folder', false],
  [{ code: 'EMFILE' }, 'EMFILE', false],
  [{}, 'it could not be opened', false],
];
for (const [error, why, missing] of failures) {
  test(`${JSON.stringify(error)}: ${why}`, () => {
    const files = new Files(() => {
      throw error;
    }, '/');
    expect(files.readConfig('x')).toEqual({ problem: `the file "x" cannot be read: ${why}`, missing });
  });
}

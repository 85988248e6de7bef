// Stages of the user's own: only those the schema took, each as it was written, with its place.
import { describe, expect, test } from 'bun:test';
import { stagesOf } from '../../../src/config/compile/own-stages.ts';
import { readConfigText } from '../../../src/config/read/yaml-file.ts';
import { LOCAL, load } from '../loading.ts';

const read = (text: string) => stagesOf(readConfigText('f.yaml', text));

describe('the stages of a file', () => {
  test('are where the file has them', () => {
    const found = read(
      'profile:\n  stages:\n    - { target: 1, duration: 1s }\n    - { target: 2, duration: 2s }\n',
    );
    expect(found?.stages).toEqual([
      { target: 1, duration: '1s' },
      { target: 2, duration: '2s' },
    ]);
    expect([found?.where, found?.whereOf(1)]).toEqual([
      'f.yaml:3:5 profile.stages',
      'f.yaml:4:7 profile.stages.1',
    ]);
  });

  test('are none where there is no file, no key, or one that could not be taken', () => {
    expect(stagesOf(undefined)).toBeUndefined();
    for (const text of [
      '',
      'profile: { name: soak }',
      'profile: 5',
      'profile: { stages: [{ target: x }] }',
    ]) {
      expect(read(text)).toBeUndefined();
    }
  });

  test('jump unless told otherwise, and are numbered where they have no name', () => {
    const file =
      'profile: { stages: [{ target: 4, duration: 1s }, { name: up, target: 8, duration: 3s, shape: linear }] }';
    const { profile } = load(LOCAL, { file }).plan;
    expect(profile).toEqual({
      name: 'stages',
      stages: [
        { name: 'stage 1', target: 4, durationUs: 1_000_000, shape: 'jump' },
        { name: 'up', target: 8, durationUs: 3_000_000, shape: 'linear' },
      ],
      untilThrottled: false,
      timeScale: 1,
    });
  });
});

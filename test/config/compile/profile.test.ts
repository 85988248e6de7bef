// From the words about the load to a profile; the ways in which they contradict each other are in bad-input.test.ts.
import { describe, expect, test } from 'bun:test';
import { PROFILE_NAMES, profileOf } from '../../../src/config/settings/profiles.ts';
import { profileDurationUs, profilePeak } from '../../../src/plan/profile.ts';
import { LOCAL, load } from '../loading.ts';

const profile = (...argv: string[]) => load([...LOCAL, ...argv]).plan.profile;

describe('a profile', () => {
  for (const name of PROFILE_NAMES) {
    const row = profileOf(name);

    test(`${name} bears its name, reaches its share and lasts as its row says`, () => {
      const made = profile('--profile', name, '--limit', '1000');
      expect(made.name).toBe(name);
      expect(profilePeak(made)).toBe(1_000 * row.shareOfLimit);
      expect(made.untilThrottled).toBe(row.course === 'climb' && row.untilThrottled);
      if (row.course !== 'climb') expect(profileDurationUs(made)).toBe(row.durationUs);
    });

    test(`${name} is rehearsed in a tenth of its time`, () => {
      const whole = profileDurationUs(profile('--profile', name));
      const rehearsal = profile('--profile', name, '--time-scale', '10');
      expect(profileDurationUs(rehearsal)).toBe(whole / 10);
      expect(rehearsal.timeScale).toBe(10);
    });
  }

  test('only ramp-up ends where the platform throttles', () => {
    expect(PROFILE_NAMES.filter((name) => profile('--profile', name).untilThrottled)).toEqual(['ramp-up']);
  });
});

// Every profile that has a name, once: its course, its share of the platform's limit, how long it lasts.
// Help, errors, the documentation's table and the arithmetic of stages are read from here. Knows no setting.
// To add one: a row; where no course fits it, a course too, which compile/stages.ts must then learn.

const MINUTE_US = 60_000_000;

interface Hold {
  /** One level, reached at once or evenly over `--ramp`. */
  readonly course: 'hold';
  readonly durationUs: number;
}

interface Climb {
  /** Equal steps up to the target. */
  readonly course: 'climb';
  /** Whether the climb ends where the platform throttles. */
  readonly untilThrottled: boolean;
}

interface Spike {
  /** A base, a peak, the base again. */
  readonly course: 'spike';
  readonly durationUs: number;
}

/** `shareOfLimit`: of the platform's limit, where the number of connections was not given. */
type ProfileRow = (Hold | Climb | Spike) & { readonly shareOfLimit: number };

const PROFILES = {
  constant: { course: 'hold', shareOfLimit: 1, durationUs: MINUTE_US },
  'steady-state': { course: 'hold', shareOfLimit: 0.6, durationUs: 30 * MINUTE_US },
  'ramp-up': { course: 'climb', shareOfLimit: 1, untilThrottled: true },
  soak: { course: 'hold', shareOfLimit: 0.9, durationUs: 240 * MINUTE_US },
  step: { course: 'climb', shareOfLimit: 1, untilThrottled: false },
  spike: { course: 'spike', shareOfLimit: 1, durationUs: 5 * MINUTE_US },
} as const satisfies Readonly<Record<string, ProfileRow>>;

export type ProfileName = keyof typeof PROFILES;
export type Course = ProfileRow['course'];

export const PROFILE_NAMES = Object.keys(PROFILES) as readonly ProfileName[];

/** What every climb does where nothing else was said: so many steps of the same height and length. */
export const CLIMB = { steps: 10, intervalUs: 5 * MINUTE_US } as const;

/** Of every spike: its peak as a share of the whole time, its base as a share of the target. */
export const SPIKE = { peakShare: 0.2, baseShare: 0.2 } as const;

export function profileOf(name: ProfileName): ProfileRow {
  return PROFILES[name];
}

export function profilesOf(course: Course): readonly ProfileName[] {
  return PROFILE_NAMES.filter((name) => PROFILES[name].course === course);
}

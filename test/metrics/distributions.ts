// Values as measurements have them, drawn from a seed: of five shapes, each with parameters of the seed's own, in whole
// microseconds up to an hour. The same seed is the same values.
import { uniform } from '../../src/plan/random.ts';

const HOUR_US = 3_600_000_000;
const PARAMETERS = 1;
const VALUES = 2;

export const SHAPES = ['uniform', 'lognormal', 'bimodal', 'heavy tail', 'constant'] as const;
export type Shape = (typeof SHAPES)[number];

export interface Drawn {
  readonly shape: Shape;
  readonly values: readonly number[];
}

/** From 1 to `most` values; shapes take turns. */
export function draw(seed: number, most: number): Drawn {
  const shape = SHAPES[seed % SHAPES.length]!;
  const parameter = (n: number) => uniform(seed, PARAMETERS, n);
  const sample = sampler(shape, parameter);
  const count = 1 + Math.floor(parameter(0) * most);
  const values = Array.from({ length: count }, (_, i) =>
    clamp(sample((n) => uniform(seed, VALUES, 3 * i + n))),
  );
  return { shape, values };
}

type Random = (n: number) => number;

function sampler(shape: Shape, parameter: Random): (random: Random) => number {
  // From a microsecond to a few minutes, uniform in the exponent.
  const scale = 10 ** (8.5 * parameter(1));
  switch (shape) {
    case 'uniform':
      return (random) => scale * (parameter(2) + random(0));
    case 'lognormal':
      return (random) => scale * Math.exp(2 * parameter(2) * normal(random));
    case 'bimodal':
      return (random) =>
        scale * (random(0) < parameter(2) ? 1 : 1 + 100 * parameter(3)) * (1 + 0.1 * normal(random));
    case 'heavy tail':
      return (random) => scale / (1 - random(0)) ** (0.5 + 2 * parameter(2));
    case 'constant':
      return () => scale;
  }
}

/** Box and Muller's. */
function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random(1))) * Math.cos(2 * Math.PI * random(2));
}

function clamp(value: number): number {
  return Math.min(HOUR_US, Math.max(0, Math.floor(value)));
}

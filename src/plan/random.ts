// Seeded randomness without state: the same (seed, stream, index) is the same number on every machine and in
// every shard, so that a schedule does not depend on how it was dealt.

/** A uniform number in [0, 1) for this seed and these two indices. */
export function uniform(seed: number, stream: number, index: number): number {
  let h = mix((seed ^ 0x9e3779b9) >>> 0);
  h = mix((h + Math.imul(stream + 1, 0x85ebca6b)) >>> 0);
  h = mix((h + Math.imul(index + 1, 0xc2b2ae35)) >>> 0);
  return h / 0x1_0000_0000;
}

/** A uniform integer in [min, max]. */
export function uniformInteger(
  seed: number,
  stream: number,
  index: number,
  min: number,
  max: number,
): number {
  return min + Math.floor(uniform(seed, stream, index) * (max - min + 1));
}

function mix(value: number): number {
  let h = value;
  h = Math.imul(h ^ (h >>> 16), 0x21f0aaad);
  h = Math.imul(h ^ (h >>> 15), 0x735a2d97);
  return (h ^ (h >>> 15)) >>> 0;
}

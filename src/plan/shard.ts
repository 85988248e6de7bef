// shard(plan, i, n): one of n parts of a plan. Dealt twice (machines, then processes) it is still a part of
// the whole. Law: the shares of every number sum to the number.
import type { Plan } from './plan.ts';

/** The i-th of n integer shares of `whole`; the first ones are the larger. */
export function share(whole: number, i: number, n: number): number {
  return Math.floor(whole / n) + (i < whole % n ? 1 : 0);
}

export function shard(plan: Plan, i: number, n: number): Plan {
  if (!(Number.isInteger(n) && n > 0 && Number.isInteger(i) && i >= 0 && i < n)) {
    throw new RangeError(`shard ${i} of ${n}: wants integers with 0 <= i < n`);
  }
  const { handshakesPerSecond, maxHandshakesInFlight } = plan.pacing;
  const { sourceAddresses } = plan.target;
  return {
    ...plan,
    pacing: {
      ...plan.pacing,
      handshakesPerSecond: handshakesPerSecond === null ? null : handshakesPerSecond / n,
      maxHandshakesInFlight: share(maxHandshakesInFlight, i, n),
    },
    target: { ...plan.target, sourceAddresses: shareAddresses(sourceAddresses, i, n) },
    shard: {
      index: plan.shard.index + i * plan.shard.count,
      count: plan.shard.count * n,
      sharers: plan.shard.sharers * sharers(sourceAddresses.length, i, n),
    },
  };
}

/** Each shard gets addresses of its own where there are enough of them, and one of them otherwise. */
function shareAddresses(addresses: readonly string[], i: number, n: number): readonly string[] {
  const own = addresses.filter((_, k) => k % n === i);
  return own.length > 0 || addresses.length === 0 ? own : [addresses[i % addresses.length]!];
}

/** How many of n shards dial from the addresses of the i-th: all of them where the kernel chooses. */
function sharers(addresses: number, i: number, n: number): number {
  if (addresses === 0) return n;
  return addresses >= n ? 1 : share(n, i % addresses, addresses);
}

/** What a shard wants and has at some moment. */
export interface ShardLevel {
  readonly wanted: number;
  readonly open: number;
}

/**
 * Deals a level to shards that hold something already, so that as few connections as possible are closed or dialed for
 * it: what is asked for beyond what they want is shared evenly; what is taken away is first what is wanted and not open.
 * Law: the shares sum to `level`, none is negative, and a shard gives up an open connection only where all others have
 * given up what they only wanted.
 */
export function dealLevel(level: number, shards: readonly ShardLevel[]): number[] {
  const shares = shards.map(({ wanted }) => wanted);
  const wanted = shares.reduce((sum, n) => sum + n, 0);
  if (level >= wanted) return shares.map((n, i) => n + share(level - wanted, i, shares.length));
  const spare = shards.map((shard) => Math.max(0, shard.wanted - shard.open));
  const rest = takeEvenly(shares, spare, wanted - level);
  takeEvenly(shares, [...shares], rest);
  return shares;
}

/** Takes `n` from the shares, from none more than its `most`; returns what could not be taken. */
function takeEvenly(shares: number[], most: readonly number[], n: number): number {
  const left = [...most];
  let rest = n;
  while (rest > 0) {
    const givers = left.flatMap((room, i) => (room > 0 ? [i] : []));
    if (givers.length === 0) return rest;
    const round = Math.max(1, Math.floor(rest / givers.length));
    for (const i of givers) {
      const taken = Math.min(round, left[i]!, rest);
      left[i]! -= taken;
      shares[i]! -= taken;
      rest -= taken;
    }
  }
  return rest;
}

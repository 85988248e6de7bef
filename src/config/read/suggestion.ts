// "Did you mean ...?" for flags, keys, platforms, profiles and commands. Pure arithmetic on words.

/** The nearest candidate, or undefined where none is near enough to be meant. */
export function suggest(word: string, candidates: readonly string[]): string | undefined {
  const wanted = word.toLowerCase();
  const allowed = Math.min(3, wanted.length - 1, Math.max(1, Math.floor(wanted.length / 3)));
  let best: string | undefined;
  let bestDistance = allowed + 1;
  for (const candidate of candidates) {
    const distance = editDistance(wanted, candidate.toLowerCase());
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best ?? completion(wanted, candidates);
}

/** `; did you mean X?`, or nothing. */
export function didYouMean(word: string, candidates: readonly string[], prefix = ''): string {
  const near = suggest(word, candidates);
  return near === undefined ? '' : `; did you mean ${prefix}${near}?`;
}

/** Insertions, deletions, replacements and swaps of neighbours that turn one word into the other. */
export function editDistance(a: string, b: string): number {
  // Nobody mistypes a word into one twice as long: bounded, as the words come from outside.
  if (Math.abs(a.length - b.length) > 16 || a.length > 64 || b.length > 64) return Number.POSITIVE_INFINITY;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (same ? 0 : 1));
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) cost = Math.min(cost, beforeLast[j - 2]! + 1);
      row.push(cost);
    }
    [beforeLast, last] = [last, row];
  }
  return last[b.length]!;
}

function completion(word: string, candidates: readonly string[]): string | undefined {
  if (word.length < 3) return undefined;
  return candidates.find((candidate) => candidate.toLowerCase().startsWith(word));
}

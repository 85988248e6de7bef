// A straight line through a series of samples, and how far its slope can be trusted. Samples of memory hang together (a
// collector lets it climb and fall), so they are worth less than their number: the margin counts them for what they are
// worth, by how much neighbours resemble each other. Pure.

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Fit {
  /** Of y for each 1 of x. */
  readonly slope: number;
  /** The true slope lies within so much of it, 998 times of 1,000. */
  readonly margin: number;
  /** y in the middle of the line. */
  readonly level: number;
}

/** However alike neighbours are, a line rests on two points and two more say how well. */
const LEAST_WORTH = 4;

/** Least squares, of at least four points. */
export function fitLine(points: readonly Point[]): Fit {
  const n = points.length;
  if (n < LEAST_WORTH) throw new Error(`${n} points are too few for a line`);
  const meanX = points.reduce((sum, { x }) => sum + x, 0) / n;
  const level = points.reduce((sum, { y }) => sum + y, 0) / n;
  const spread = points.reduce((sum, { x }) => sum + (x - meanX) ** 2, 0);
  const slope = points.reduce((sum, { x, y }) => sum + (x - meanX) * (y - level), 0) / spread;
  const rest = points.map(({ x, y }) => y - level - slope * (x - meanX));
  const squares = rest.reduce((sum, r) => sum + r * r, 0);
  const worth = Math.max(LEAST_WORTH, worthOf(rest, squares));
  const error = Math.sqrt(squares / (worth - 2) / spread);
  return { slope, margin: student(worth - 2) * error, level };
}

/** Parts of equal length, each by its lowest sample: what remains after a collection. */
export function lowestOf(points: readonly Point[], parts: number): Point[] {
  const count = Math.min(parts, points.length);
  return Array.from({ length: count }, (_, i) => {
    const part = points.slice(
      Math.floor((i * points.length) / count),
      Math.floor(((i + 1) * points.length) / count),
    );
    return part.reduce((least, point) => (point.y < least.y ? point : least));
  });
}

/** How many independent points these residuals are worth. */
function worthOf(rest: readonly number[], squares: number): number {
  if (squares === 0) return rest.length;
  const neighbours = rest.slice(1).reduce((sum, r, i) => sum + r * rest[i]!, 0);
  const alike = Math.max(0, neighbours / squares);
  return (rest.length * (1 - alike)) / (1 + alike);
}

/** Student's t at 99.9 %, for so many degrees of freedom and more. */
const STUDENT: readonly (readonly [freedom: number, t: number])[] = [
  [100, 3.17],
  [50, 3.26],
  [30, 3.39],
  [20, 3.55],
  [15, 3.73],
  [12, 3.93],
  [10, 4.14],
  [8, 4.5],
  [7, 4.79],
  [6, 5.21],
  [5, 5.89],
  [4, 7.17],
  [3, 10.21],
  [2, 22.33],
];

function student(freedom: number): number {
  return (STUDENT.find(([least]) => freedom >= least) ?? STUDENT.at(-1)!)[1];
}

// One value of busyhour.yaml as zod and JSON Schema see it: its type, its bounds, the words where it is another.
// Knows no setting. Its bounds are checked again, with the same words, where the file's text becomes a value.
import { z } from 'zod';
import { expected, type Shape } from '../kind.ts';

const DURATION = /^\s*(0|(\d+(\.\d+)?(us|ms|min|s|m|h))+)\s*$/;
const RANGE = /^[\d.a-z]+(-[\d.a-z]+)?$/;

export function field(shape: Shape): z.ZodType {
  const error = `must be ${expected(shape)}`;
  switch (shape.kind) {
    case 'integer':
      return withWords(
        shape,
        z
          .int({ error })
          .min(shape.min ?? 0, { error })
          .max(most(shape), { error }),
        error,
      );
    case 'number':
      return withWords(
        shape,
        z
          .number({ error })
          .min(shape.min ?? 0, { error })
          .max(most(shape), { error }),
        error,
      );
    case 'boolean':
      return z.boolean({ error });
    case 'choice':
      return choice(shape.choices ?? [], error);
    case 'list':
      return z.array(z.string({ error: 'must be text' }).min(1, { error: 'must not be empty' }), { error });
    case 'duration':
    case 'seconds':
      return z.union([z.string().regex(DURATION), z.literal(0)], { error });
    case 'range':
      return z.string({ error }).regex(RANGE, { error });
    case 'string':
      return z.string({ error }).min(1, { error: 'must not be empty' });
  }
}

function withWords(shape: Shape, number: z.ZodType, error: string): z.ZodType {
  return shape.words === undefined ? number : z.union([number, z.enum([...shape.words])], { error });
}

/** `min: 1.2` is a number to YAML and a version to its writer: both are taken. */
function choice(choices: readonly string[], error: string): z.ZodType {
  const words = z.enum([...choices], { error });
  const numbers = choices.map(Number);
  return numbers.some(Number.isNaN) ? words : z.union([words, z.literal(numbers)], { error });
}

function most(shape: Shape): number {
  return shape.max ?? Number.MAX_SAFE_INTEGER;
}

export function textMap(): z.ZodType {
  return z.record(z.string(), z.string({ error: 'must be text' }), {
    error: 'must be a map of names and values',
  });
}

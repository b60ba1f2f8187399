import type { CellInput, CellOutput, RefusedCas, Value } from '../models/cell.ts';
import { casRegister } from '../models/cas-register.ts';
import { kv } from '../models/kv.ts';
import { register } from '../models/register.ts';
import type { CellModel } from '../models/register.ts';
import type { Draw, Spec } from './__spec.ts';

type Held = Value | null;
type F = CellInput['f'];

function apply(held: Held, input: CellInput): readonly [Held, CellOutput] {
  switch (input.f) {
    case 'read':
      return [held, held];
    case 'write':
      return [input.value, null];
    case 'append':
      return [`${held ?? ''}${input.value}`, null];
    case 'delete':
      return [null, held !== null];
    case 'cas':
      return held === input.expected ? [input.value, true] : [held, { current: held }];
  }
}

/** A delete need not tell whether it found something, and a refusal not what. */
function agrees(answer: CellOutput, recorded: CellOutput): boolean {
  if (typeof answer === 'boolean') return recorded === null || recorded === answer;
  if (typeof answer !== 'object' || answer === null) return recorded === answer;
  if (recorded === false) return true;
  return typeof recorded === 'object' && recorded !== null && recorded.current === answer.current;
}

function specOf(model: CellModel, name: string, functions: readonly F[]): Spec<Held, CellInput, CellOutput> {
  const grows = functions.includes('append');
  // Appended pieces can be told apart, mostly.
  const piece = ({ rng }: Draw, value: number): Value => (grows && rng.chance(0.9) ? `${value}.` : value);
  return {
    name,
    model,
    initial: null,
    apply,
    agrees: (answer, recorded) => agrees(answer, recorded),
    ask(draw, held): CellInput {
      const { rng, key, habit } = draw;
      // Some clients swap most of the time, others never.
      const f = functions.includes('cas') && rng.chance(habit / 2) ? 'cas' : rng.pick(functions);
      if (f === 'read' || f === 'delete') return { f, key };
      const value = piece(draw, draw.fresh());
      if (f !== 'cas') return { f, key, value };
      if (rng.chance(0.05)) return { f, key, expected: value, value };
      const expected = rng.chance(0.6) ? held : rng.chance(0.2) ? null : piece(draw, draw.seen());
      return { f, key, expected, value };
    },
    record(answer, rng) {
      if (typeof answer === 'object' && answer !== null) return rng.chance(0.4) ? false : answer;
      return answer;
    },
    lie(draw, input, recorded) {
      const { rng } = draw;
      switch (input.f) {
        case 'read': {
          if (typeof recorded !== 'string' || rng.chance(0.3)) {
            return rng.chance(0.2) ? null : piece(draw, draw.seen());
          }
          const pieces = recorded.split(/(?<=\.)/);
          if (rng.chance(0.4)) return pieces.reverse().join('');
          return rng.chance(0.5) ? pieces.slice(1).join('') : `${recorded}${piece(draw, draw.seen())}`;
        }
        case 'cas': {
          const refused: RefusedCas = { current: piece(draw, draw.seen()) };
          if (recorded !== true) return rng.chance(0.5) ? true : refused;
          return rng.chance(0.5) ? false : refused;
        }
        case 'delete':
          return recorded !== true;
        case 'write':
        case 'append':
          return null;
      }
    },
  };
}

export const cellSpecs = [
  specOf(register, 'register', ['read', 'write']),
  specOf(casRegister, 'cas-register', ['read', 'write', 'cas']),
  specOf(kv, 'kv', ['read', 'read', 'write', 'append', 'delete', 'cas']),
  specOf(kv, 'kv, appends', ['read', 'append']),
];

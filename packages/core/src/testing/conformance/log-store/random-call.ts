import type { SeededRandom } from '../../seeded-random.ts';
import { append, compact, entry, remember, reset, vote, type Call, type LogModel } from './model.ts';

/** Any call that a node might make on this log. */
export function randomCall(random: SeededRandom, model: LogModel): Call {
  const chance = random.fraction();
  if (chance < 0.12 && model.entries.length > 0) {
    const { index, term } = random.pick(model.entries);
    return compact(index, term);
  }
  const last = model.entries.at(-1) ?? model.base;
  if (chance < 0.15)
    return reset(last.index + random.below(5), Math.max(last.term, model.hardState.term) + 1);
  const next = vote(
    Math.max(last.term, model.hardState.term) + 1,
    random.chance(0.5) ? `n${1 + random.below(5)}` : null,
  );
  if (chance < 0.3) return remember(next);
  const overwrites = chance < 0.45;
  const first = overwrites ? model.base.index + 1 + random.below(model.entries.length + 1) : last.index + 1;
  const ofTerm = overwrites ? next.term : Math.max(last.term, model.hardState.term);
  const added = Array.from({ length: 1 + random.below(4) }, (_, place) =>
    entry(first + place, ofTerm, randomData(random)),
  );
  return overwrites ? remember(next, ...added) : append(...added);
}

function randomData(random: SeededRandom): Uint8Array {
  const length = random.chance(0.05) ? 3_000 + random.below(9_000) : random.below(300);
  return Uint8Array.from({ length }, () => random.below(256));
}

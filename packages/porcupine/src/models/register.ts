import { uniqueWrites } from '../fast/unique-writes.ts';
import type { HistoryCodec } from '../history/history.ts';
import type { Model } from '../model.ts';
import { stepCell } from './cell.ts';
import type { CellInput, CellOutput, CellState } from './cell.ts';
import { cellCodec } from './cell-codec.ts';
import { cellHints } from './cell-hints.ts';
import { explainCell } from './cell-reasons.ts';
import { partitionByKey } from './partition-by-key.ts';
import { describeOperation, describeState } from './words.ts';

/** A model that can also read its operations from a recorded history. */
export type CellModel = Model<CellState, CellInput, CellOutput> & HistoryCodec<CellInput, CellOutput>;

/**
 * Registers with `read`, `write` and `cas`. A history without keys is about one register; with keys, each has
 * its own. A register holds `null` until it is written.
 */
export const register: CellModel = {
  name: 'register',
  init: () => null,
  step: stepCell,
  partition: partitionByKey,
  describe: describeOperation,
  describeState,
  hints: cellHints,
  fastPaths: [uniqueWrites],
  explain: explainCell,
  ...cellCodec({
    functions: { read: 'read', get: 'read', write: 'write', put: 'write', cas: 'cas' },
    keyRequired: false,
  }),
};

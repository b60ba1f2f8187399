import { cellCodec } from './cell-codec.ts';
import { register } from './register.ts';
import type { CellModel } from './register.ts';

/**
 * A key-value store with `get`, `put`, `append`, `delete` and `cas`; an absent key reads as `null`. An append
 * to an absent key creates it; appended numbers count as their decimal text.
 */
export const kv: CellModel = {
  ...register,
  name: 'kv',
  ...cellCodec({
    functions: {
      get: 'read',
      read: 'read',
      put: 'write',
      write: 'write',
      append: 'append',
      delete: 'delete',
      cas: 'cas',
    },
    keyRequired: true,
  }),
};

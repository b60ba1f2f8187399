import { cellCodec } from './cell-codec.ts';
import { register } from './register.ts';
import type { CellModel } from './register.ts';

/** The register that Knossos and Jepsen's tests of etcd know: `read`, `write` and `cas`, and no other names. */
export const casRegister: CellModel = {
  ...register,
  name: 'cas-register',
  ...cellCodec({ functions: { read: 'read', write: 'write', cas: 'cas' }, keyRequired: false }),
};

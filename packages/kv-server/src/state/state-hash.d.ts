import { type Captured } from './snapshot.ts';
/** SHA-256 over a state in sorted order, in hexadecimal; independent of the order in which the state came about. */
export declare function hashState(captured: Captured): string;
//# sourceMappingURL=state-hash.d.ts.map

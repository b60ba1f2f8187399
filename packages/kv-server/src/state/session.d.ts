import type { Reply } from '@seaworthy/client/wire';
/** One client's record of what was already done for it (thesis §6.3). */
export declare class Session {
  #private;
  readonly id: number;
  /** Log time of its last use, in milliseconds. */
  lastUsed: number;
  /** The client has the answers to all of its sequence numbers below this one. */
  floor: number;
  /** Bytes of values among the answers. */
  answerBytes: number;
  constructor(id: number, lastUsed: number, floor?: number, answers?: Map<number, Reply>);
  get answers(): ReadonlyMap<number, Reply>;
  remember(sequence: number, reply: Reply): void;
  /** Forgets the answers below `floor`; a floor never goes back. */
  raiseFloor(floor: number): void;
  /** The session as it is now, untouched by what happens to this one later. */
  copy(): Session;
}
//# sourceMappingURL=session.d.ts.map

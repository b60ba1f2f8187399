/** Chance. Code that runs on a node has no other source of it. */
export interface Random {
  /** A whole number from 0 to 2^32 - 1, each equally likely. */
  uint32(): number;
}

export type { Cancel, Clock } from './clock.ts';
export type { LogStore, LogWrite, StoredLog } from './log-store.ts';
export type { Random } from './random.ts';
export type { SnapshotStore } from './snapshot-store.ts';
export type { SnapshotBytes, StateMachine } from './state-machine.ts';
export type { PeerFacts, ReadSnapshot, SnapshotOffer, Transport, TransportHandler } from './transport.ts';

import { RaftError } from '@seaworthy/core';
import { StorageError } from '@seaworthy/storage-fs';
import { TransportError } from '@seaworthy/transport-ws';
import { describe, expect, it } from 'vitest';

import { SnapshotError } from '../state/snapshot-records.ts';
import { EXIT, exitCodeOf } from './exit-codes.ts';

const storage = (code: StorageError['code']): StorageError =>
  new StorageError(code, 'why', { path: '/data' });

describe('exitCodeOf', () => {
  it.each<[unknown, number]>([
    [storage('locked'), EXIT.directory],
    [storage('not_writable'), EXIT.directory],
    [storage('wrong_cluster'), EXIT.data],
    [storage('corrupt_log'), EXIT.data],
    [storage('sync_failed'), EXIT.disk],
    [storage('disk_full'), EXIT.disk],
    [new SnapshotError('why'), EXIT.data],
    [new RaftError('corrupt_state', 'why'), EXIT.data],
    [new RaftError('invalid_argument', 'why'), EXIT.configuration],
    [new TransportError('listen_failed', 'why'), EXIT.address],
    [Object.assign(new Error('listen EADDRINUSE'), { code: 'EADDRINUSE', syscall: 'listen' }), EXIT.address],
    [new Error('outer', { cause: new Error('middle', { cause: storage('io_failed') }) }), EXIT.disk],
    [new Error('what?'), EXIT.internal],
    ['a string', EXIT.internal],
  ])('%s is %i', (error, expected) => {
    expect(exitCodeOf(error)).toBe(expected);
  });
});

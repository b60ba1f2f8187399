import { GrpcConnection } from './grpc-connection.mjs';
import { casRequest, hasField, putRequest, rangeRequest } from './protobuf.mjs';

const PUT = '/etcdserverpb.KV/Put';
const RANGE = '/etcdserverpb.KV/Range';
const TXN = '/etcdserverpb.KV/Txn';
/** `succeeded` of the answer to a transaction, `kvs` of the answer to a read. */
const OUTCOME_FIELD = 2;

/** etcd as a `LoadTarget` of `@seaworthy/client/bench`. It has no append. */
export function etcdTarget({ host, port }) {
  return { open: async () => new EtcdConnection(await GrpcConnection.open(host, port)) };
}

class EtcdConnection {
  #connection;

  constructor(connection) {
    this.#connection = connection;
  }

  start({ kind, key, value }, done) {
    switch (kind) {
      case 'put':
        return this.#connection.call(PUT, putRequest(key, value), done);
      case 'cas':
        return this.#connection.call(
          TXN,
          casRequest(key, value, value),
          expecting('the value differs', done),
        );
      case 'get':
      case 'get-serializable': {
        const request = rangeRequest(key, kind === 'get-serializable');
        return this.#connection.call(RANGE, request, expecting('there is no such key', done));
      }
      default:
        throw new RangeError(`etcd has no ${kind}`);
    }
  }

  async close() {
    this.#connection.close();
  }
}

function expecting(otherwise, done) {
  return (error, answer) => {
    if (error !== null) done(error);
    else done(hasField(answer, OUTCOME_FIELD) ? null : new Error(otherwise));
  };
}

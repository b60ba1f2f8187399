import { isNodeId, type LogIndex, type NodeId, type SnapshotOffer, type Term } from '@seaworthy/core';

import { badFrame } from '../codec/bytes.ts';
import { isFields, numberField, readJsonBody, type Fields } from '../codec/json.ts';

const WHAT = 'snapshot offer';

/** The fields of an offer on the wire. */
export function offerFields({ term, meta }: SnapshotOffer): Fields {
  const { voters, ...unknown } = meta.configuration;
  // Stops compiling when a configuration says more than this format can carry.
  const nothing: Record<string, never> = unknown;
  return { term, index: meta.index, indexTerm: meta.term, configuration: { voters, ...nothing } };
}

/** Reads the body of an offer frame. Fails with `bad_frame`. */
export function readOffer(body: Uint8Array, maxBytes: number): SnapshotOffer {
  const fields = readJsonBody(WHAT, body, maxBytes);
  const { configuration } = fields;
  if (!isFields(configuration)) throw badFrame(`${WHAT}: expected an object as "configuration"`);
  const { voters, ...unknown } = configuration;
  // A part of a configuration that is not understood must not be dropped in silence.
  if (!isNodeIdList(voters) || Object.keys(unknown).length > 0)
    throw badFrame(`${WHAT}: expected a list of node ids as "configuration.voters", and nothing else`);
  return {
    term: numberField(WHAT, fields, 'term') as Term,
    meta: {
      index: numberField(WHAT, fields, 'index') as LogIndex,
      term: numberField(WHAT, fields, 'indexTerm') as Term,
      configuration: { voters },
    },
  };
}

function isNodeIdList(value: unknown): value is NodeId[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string' && isNodeId(item));
}

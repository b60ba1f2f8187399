import {
  isSnapshotId,
  whyNoConfiguration,
  type Configuration,
  type LogIndex,
  type SnapshotOffer,
  type Term,
} from '@seaworthy/core';

import { badFrame } from '../codec/bytes.ts';
import { numberField, readJsonBody, stringField, type Fields } from '../codec/json.ts';

const WHAT = 'snapshot offer';

/** The fields of an offer on the wire. */
export function offerFields({ term, meta }: SnapshotOffer): Fields {
  const { voters, learners, outgoing, target, addresses, ...unknown } = meta.configuration;
  // Stops compiling when a configuration says more than this format can carry.
  const nothing: Record<string, never> = unknown;
  const configuration = { voters, learners, outgoing, target, addresses, ...nothing };
  return { term, index: meta.index, indexTerm: meta.term, id: meta.id, configuration };
}

/** Reads the body of an offer frame. Fails with `bad_frame`. */
export function readOffer(body: Uint8Array, maxBytes: number): SnapshotOffer {
  const fields = readJsonBody(WHAT, body, maxBytes);
  const { configuration } = fields;
  const wrong = whyNoConfiguration(configuration);
  if (wrong !== null) throw badFrame(`${WHAT}: "configuration": ${wrong}`);
  const id = stringField(WHAT, fields, 'id');
  if (!isSnapshotId(id)) throw badFrame(`${WHAT}: expected the id of a snapshot as "id"`);
  return {
    term: numberField(WHAT, fields, 'term') as Term,
    meta: {
      index: numberField(WHAT, fields, 'index') as LogIndex,
      term: numberField(WHAT, fields, 'indexTerm') as Term,
      id,
      configuration: configuration as Configuration,
    },
  };
}

export function refusal(code, message) {
  return { code, message, leader: null, leaderUrl: null };
}
/** Says in the terms of the wire why Raft did not do what was asked. */
export function refusalOf(error, findUrl) {
  switch (error.code) {
    case 'not_leader':
      return {
        code: 'not_leader',
        message: error.message,
        leader: error.leader,
        leaderUrl: error.leader === null ? null : findUrl(error.leader),
      };
    case 'outcome_unknown':
      return refusal('outcome_unknown', error.message);
    case 'busy':
      return refusal('busy', error.message);
    case 'stopped':
      return refusal('shutting_down', error.message);
    case 'invalid_argument':
    case 'corrupt_state':
      return refusal('internal', error.message);
  }
}
//# sourceMappingURL=refusals.js.map

import type { Bug } from './__bug.ts';

/** Mistakes in the fast paths. */
export const FAST_BUGS: readonly Bug[] = [
  {
    id: 'never-moved-to-the-front',
    what: 'what is almost in order keeps its first, however late that is',
    edit: {
      file: 'fast/sort.ts',
      find: 'for (; at > 0 && keys',
      replace: 'for (; at > 1 && keys',
    },
  },
  {
    id: 'words-of-another',
    what: 'tables find in them what the search before has left',
    edit: { file: 'spare-buffers.ts', find: '.fill(0)', replace: '' },
  },
  {
    id: 'zones-touch',
    what: 'zones that touch are in conflict',
    edit: {
      file: 'fast/zones.ts',
      find: 'firstReturn[zone]! < lastCall[latest]!',
      replace: 'firstReturn[zone]! <= lastCall[latest]!',
    },
  },
  {
    id: 'zones-only-neighbours',
    what: 'a zone is compared with the one before it only',
    edit: {
      file: 'fast/zones.ts',
      find: 'if (latest < 0 || lastCall[zone]! > lastCall[latest]!) latest = zone;',
      replace: 'latest = zone;',
    },
  },
  {
    id: 'unread-writes-count',
    what: 'a write of unknown outcome that nobody read took effect for certain',
    edit: {
      file: 'fast/clusters.ts',
      find: 'if (end !== Infinity) this.isLive[cluster] = 1;',
      replace: 'this.isLive[cluster] = 1;',
    },
  },
  {
    id: 'chains-out-of-order',
    what: 'the clusters of a chain may overlap in time',
    edit: {
      file: 'fast/chains.ts',
      find: 'if (firstReturn[cluster]! < lastCall[last]! && cluster !== last) {',
      replace: 'if (firstReturn[cluster]! < lastCall[last]! && cluster === NONE) {',
    },
  },
  {
    id: 'refusals-are-sightings',
    what: 'a refused compare-and-set that tells nothing counts as one that found what it expected',
    edit: {
      file: 'fast/unique-writes.ts',
      find: '(output !== undefined && output !== false) || isOptional(operation)',
      replace: 'output !== undefined || isOptional(operation)',
    },
  },
  {
    id: 'two-take-the-same-value',
    what: 'two compare-and-sets may both have found the same value',
    edit: {
      file: 'fast/unique-writes.ts',
      find: 'if (rival !== NONE) {',
      replace: 'if (rival === cluster) {',
    },
  },
  {
    id: 'read-from-the-future',
    what: 'a read may return what is written after its end',
    edit: {
      file: 'fast/unique-writes.ts',
      find: 'writer !== undefined && operation.return < writer.call',
      replace: 'writer !== undefined && operation.return < -Infinity',
    },
  },
  {
    id: 'value-written-twice',
    what: 'the second write of a value does not send the history to the search',
    edit: {
      file: 'fast/value-index.ts',
      find: 'if (this.#dense[value] !== -1) return false;',
      replace: 'if (this.#dense[value] !== -1) return true;',
    },
  },
  {
    id: 'counter-without-deadlines',
    what: 'the addition that was called first comes first, not the one that must',
    edit: {
      file: 'fast/counter.ts',
      find: 'Float64Array.from(adds, (add) => add.return)',
      replace: 'Float64Array.from(adds, (add) => add.call)',
    },
  },
  {
    id: 'counter-released-late',
    what: 'an addition that is called as a read returns comes after it',
    edit: {
      file: 'fast/counter.ts',
      find: 'adds[released]!.call <= bounds[i]!.return',
      replace: 'adds[released]!.call < bounds[i]!.return',
    },
  },
  {
    id: 'queue-overtaking-missed',
    what: 'of the items that came before, the one that left first is compared',
    edit: {
      file: 'fast/passages.ts',
      find: 'leaveFrom[first]! > leaveFrom[slowest]!',
      replace: 'leaveFrom[first]! < leaveFrom[slowest]!',
    },
  },
  {
    id: 'queue-lost-dequeues-took-nothing',
    what: 'a dequeue of unknown outcome takes nothing',
    edit: {
      file: 'fast/queue.ts',
      find: "return outcome.verdict === 'invalid' && isSomeLost ? undefined : outcome;",
      replace: 'return outcome;',
    },
  },
  {
    id: 'queue-never-empty-enough',
    what: 'a dequeue that found nothing may have come at the point where an item did',
    edit: {
      file: 'fast/gaps.ts',
      find: 'if (this.#starts[middle]! < point) low = middle + 1;',
      replace: 'if (this.#starts[middle]! < point - 1) low = middle + 1;',
    },
  },
  {
    id: 'set-shrinks',
    what: 'a later read of a set that only grows need not hold what an earlier one did',
    edit: {
      file: 'fast/set-reads.ts',
      find: 'valuesOf(read).length - fresh.length < this.#size',
      replace: 'valuesOf(read).length < this.#size',
    },
  },
  {
    id: 'set-value-goes-before-it-came',
    what: 'a value can be gone before those who saw it are done',
    edit: {
      file: 'fast/set-value.ts',
      find: 'Math.max(comes, last.call)',
      replace: 'comes',
    },
  },
  {
    id: 'owners-in-a-hurry',
    what: 'an owner that begins something while the last thing ends counts as one who waits',
    edit: {
      file: 'fast/mutex.ts',
      find: 'own[i - 1]!.return < operation.call',
      replace: 'own[i - 1]!.return <= operation.call + 1',
    },
  },
  {
    id: 'list-of-the-same-length',
    what: 'a read of a list may differ from the longest one in its last value',
    edit: {
      file: 'fast/list-append.ts',
      find: 'values.every((value, i) => value === list[i])',
      replace: 'values.every((value, i) => i === values.length - 1 || value === list[i])',
    },
  },
  {
    id: 'steps-overtake',
    what: 'an operation of a later step may return before one of an earlier step is called',
    edit: {
      file: 'fast/steps.ts',
      find: 'operation.return < before.call',
      replace: 'operation.return < before.call - 2',
    },
  },
];

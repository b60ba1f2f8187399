/** An operation on a list, with when it began and ended by a count of all that clients did or saw. */
export interface Operation {
  readonly client: string;
  readonly key: string;
  readonly begin: number;
  /** Infinity for one that never got an answer. */
  end: number;
  /** What was appended; null for a read. */
  readonly item: string | null;
  /** What a read saw, or what an append was answered. */
  seen: readonly string[] | null;
}

interface Placed extends Operation {
  /** Where the operation stands in the one order that the lists allow. */
  readonly place: number;
}

/**
 * Whether operations on lists of unique items are linearizable; null if so, else the reason. `last` gives each list as it
 * was in the end, which was read after everything else. An append's place is that of its item, a read's is behind the
 * last item that it saw: no other order gives the same answers, so it must agree with what ended before what began.
 */
export function whyNotLinearizable(
  operations: readonly Operation[],
  last: (key: string) => readonly string[],
): string | null {
  for (const key of new Set(operations.map((operation) => operation.key))) {
    const list = last(key);
    const ofKey = operations.filter((operation) => operation.key === key);
    const wrong = whyNoPlaces(ofKey, list) ?? whyNotInOrder(placesOf(ofKey, list));
    if (wrong !== null) return `${key}: ${wrong}`;
  }
  return null;
}

function whyNoPlaces(operations: readonly Operation[], list: readonly string[]): string | null {
  if (new Set(list).size !== list.length) return `an item is there twice in ${list.join(' ')}`;
  const appended = new Set(operations.flatMap(({ item }) => (item === null ? [] : [item])));
  const phantom = list.find((item) => !appended.has(item));
  if (phantom !== undefined) return `nobody ever appended ${phantom}`;
  for (const { client, item, seen, end } of operations) {
    if (item !== null && end !== Infinity && !list.includes(item)) return `${item} of ${client} was lost`;
    if (seen !== null && !seen.every((other, at) => list[at] === other))
      return `${client} saw ${seen.join(' ')}, which ${list.join(' ')} does not begin with`;
    if (item !== null && seen !== null && seen.at(-1) !== item) return `${client} was not answered ${item}`;
  }
  return null;
}

function placesOf(operations: readonly Operation[], list: readonly string[]): readonly Placed[] {
  const placed = operations.map((operation) => {
    const { item, seen } = operation;
    return { ...operation, place: item === null ? (seen?.length ?? NaN) - 0.5 : list.indexOf(item) };
  });
  return placed.filter(({ place, end }) => place >= -0.5 && (place >= 0 || end !== Infinity));
}

/** Nothing may have ended before something began that stands before it. */
function whyNotInOrder(placed: readonly Placed[]): string | null {
  const ordered = [...placed].sort((a, b) => a.place - b.place);
  let latest: Placed | null = null;
  let equals: Placed[] = [];
  for (const operation of ordered) {
    if (equals[0] !== undefined && equals[0].place < operation.place) {
      for (const equal of equals) if (equal.begin > (latest?.begin ?? -1)) latest = equal;
      equals = [];
    }
    equals.push(operation);
    if (latest !== null && operation.end < latest.begin)
      return `${describe(operation)} had ended before ${describe(latest)} began, which comes before it`;
  }
  return null;
}

function describe({ client, item, seen, begin, end }: Operation): string {
  const what = item === null ? `a read of ${seen?.length ?? '?'} items` : `the append of ${item}`;
  return `${what} by ${client} (${begin} to ${end})`;
}

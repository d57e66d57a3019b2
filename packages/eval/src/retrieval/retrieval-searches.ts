/** Which rows should find each other. */
export interface Groups {
  /** The group of each row, as a number [N]; rows of one group belong together. */
  readonly groups: ArrayLike<number>;
  /** If given, a query is compared only with rows that have a different number here [N], such as a vendor. */
  readonly sides?: ArrayLike<number>;
}

/** The rows that each of N queries should find. */
export interface Searches {
  /** Whether a query is compared with a row: never with itself, and only with rows of other sides. */
  readonly isCandidate: (query: number, row: number) => boolean;
  /** Number of candidates of a query. */
  readonly candidates: (query: number) => number;
  /** The candidates in the query's group, as a new array. */
  readonly matches: (query: number) => number[];
}

/** @throws RangeError unless every row has a number and at least one row has another row to find. */
export function searchesOf(caller: string, rows: number, { groups, sides }: Groups): Searches {
  for (const [name, { length }] of Object.entries({ groups, ...(sides && { sides }) })) {
    if (length !== rows) {
      throw new RangeError(
        `${caller}: ${name} must be one for each of ${rows} rows, got ${length}`,
      );
    }
  }
  const members = rowsByValue(groups);
  const sideMembers = sides && rowsByValue(sides);
  const isCandidate = (query: number, row: number) =>
    sides ? sides[row] !== sides[query] : row !== query;
  const matches = (query: number) =>
    (members.get(groups[query]) ?? []).filter((row) => isCandidate(query, row));
  if (![...members.values()].some((group) => group.some((query) => matches(query).length > 0))) {
    throw new RangeError(
      `${caller}: groups must put at least two rows ${sides ? 'of different sides ' : ''}together, got ${rows} rows in ${members.size} groups`,
    );
  }
  return {
    isCandidate,
    candidates: (query) => rows - (sideMembers?.get(sides?.[query])?.length ?? 1),
    matches,
  };
}

function rowsByValue(values: ArrayLike<number>): Map<number | undefined, number[]> {
  const rows = new Map<number | undefined, number[]>();
  for (let row = 0; row < values.length; row++) {
    const same = rows.get(values[row]);
    if (same) same.push(row);
    else rows.set(values[row], [row]);
  }
  return rows;
}

/** Who is to find whom. */
export interface Groups {
  /** What belongs together has the same number [N]. */
  readonly groups: ArrayLike<number>;
  /** Rows are sought only among those that have another number here [N], such as another vendor's. */
  readonly sides?: ArrayLike<number>;
}

/** What each of N rows is to find. */
export interface Searches {
  /** Whether a row is among those that a query is sought in: not itself, and on another side. */
  readonly isCandidate: (query: number, row: number) => boolean;
  /** How many rows are. */
  readonly candidates: (query: number) => number;
  /** Those of them that are of the query's group, a new array. */
  readonly sought: (query: number) => number[];
}

/** @throws RangeError unless there is a number for each row, and at least one row has one to find. */
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
  const sought = (query: number) =>
    (members.get(groups[query]) ?? []).filter((row) => isCandidate(query, row));
  if (![...members.values()].some((group) => group.some((query) => sought(query).length > 0))) {
    throw new RangeError(
      `${caller}: groups must put at least two rows ${sides ? 'of different sides ' : ''}together, got ${rows} rows in ${members.size} groups`,
    );
  }
  return {
    isCandidate,
    candidates: (query) => rows - (sideMembers?.get(sides?.[query])?.length ?? 1),
    sought,
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

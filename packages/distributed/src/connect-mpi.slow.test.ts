import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { runRanks } from '@jssl/testing';

import { connectMpi } from './connect-mpi.js';
import type { Seen } from './fixtures/all-calls.js';

const script = join(__dirname, 'fixtures', 'all-calls.ts');

function seenBy(ranks: number): Seen[] {
  const folder = mkdtempSync(join(tmpdir(), 'jssl-calls-'));
  try {
    const { code, notes } = runRanks(ranks, script, { args: [folder] });
    if (code !== 0) throw new Error(`mpirun ended with ${String(code)}: ${notes}`);
    return Array.from(
      { length: ranks },
      (_, rank) => JSON.parse(readFileSync(join(folder, `${rank}.json`), 'utf8')) as Seen,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

// Four are tried by the trainer's tests.
describe.each([1, 2, 3])('on %i ranks of mpirun', (size) => {
  const ranks = Array.from({ length: size }, (_, rank) => rank);
  const sum = (size * (size - 1)) / 2; // of 0 to size - 1
  const sumFrom1 = sum + size;
  let all: Seen[];
  beforeAll(() => {
    all = seenBy(size);
  });
  const each = <T>(read: (seen: Seen) => T) => all.map(read);
  const same = <T>(value: T): T[] => ranks.map(() => value);

  test('each rank knows its number, that of all, and that of its machine', () => {
    expect(each((seen) => [seen.rank, seen.size, seen.localRank])).toEqual(
      ranks.map((rank) => [rank, size, rank]),
    );
  });

  test('allReduce adds, or takes the largest, in place', () => {
    expect(each((seen) => seen.sum)).toEqual(same([sum, size / 2, 0 - sum]));
    expect(each((seen) => seen.most)).toEqual(same([size - 1, 0]));
  });

  test('allReduce takes many values, and none', () => {
    // Whole numbers: exact in float32. 1,000,002 = 12 modulo 17.
    const large = [1, 16, 1_000_002 % 17].map((value) => value * sumFrom1);
    expect(each((seen) => seen.large)).toEqual(same(large));
    expect(each((seen) => seen.empty)).toEqual(same([]));
  });

  test('sums that have to be rounded are the same on every rank to the last bit', () => {
    const [first = []] = each((seen) => seen.rounded);
    expect(each((seen) => seen.rounded)).toEqual(same(first));
    first.forEach((value, index) => {
      const exact = ranks.reduce((total, rank) => total + Math.sin(index + rank), 0);
      // Each of at most 4 terms and 3 sums is rounded by half a unit in the last place, at most 2^-22.
      expect(Math.abs(value - exact)).toBeLessThan(7 * 2 ** -23);
    });
  });

  test('several reductions are in flight, with other calls between them', () => {
    const awaited = [1, 1, 2, 2, 3, 3].map((factor) => factor * sumFrom1);
    expect(each((seen) => seen.awaited)).toEqual(same(awaited));
    expect(each((seen) => seen.between)).toEqual(same(size));
  });

  test('allGather returns the values in the order of ranks', () => {
    expect(each((seen) => seen.gathered)).toEqual(same(ranks.flatMap((rank) => [rank, 10 * rank])));
  });

  test('allGatherBytes gathers different numbers of bytes, also none', () => {
    expect(each((seen) => seen.bytes)).toEqual(
      same(ranks.map((rank) => Array.from({ length: rank }, () => rank))),
    );
  });

  test('broadcast copies the values of the root', () => {
    expect(each((seen) => seen.fromLast)).toEqual(same([size - 1, 1 - size]));
    expect(each((seen) => seen.bytesFromFirst)).toEqual(same([7, 7, 7]));
  });

  test('wrong arguments and calls are refused before calling MPI', () => {
    expect(each((seen) => seen.errors)).toEqual(
      same({
        doubles: 'TypeError: allReduce: values must be a Float32Array, got Float64Array',
        gatheredDoubles: 'TypeError: allGather: values must be a Float32Array, got Float64Array',
        awaitedDoubles:
          'TypeError: allReduceAsync: values must be a Float32Array, got Float64Array',
        gatheredText: 'TypeError: allGatherBytes: bytes must be a Uint8Array, got string',
        broadcastDoubles:
          'TypeError: broadcast: values must be a Float32Array or Uint8Array, got Float64Array',
        product: 'RangeError: allReduce: reduction must be sum or max, got product',
        root: `RangeError: broadcast: root must be a rank in [0, ${size}), got ${size}`,
        again: 'MpiError: connectMpi: this process has already joined its job',
        afterwards: 'MpiError: barrier: this process has left the job (dispose)',
      }),
    );
  });
});

test.each([0, -1, NaN])('hangSeconds of %p is refused', async (hangSeconds) => {
  await expect(connectMpi({ hangSeconds })).rejects.toThrow(
    new RangeError(`connectMpi: hangSeconds must be above 0, got ${hangSeconds}`),
  );
});

test('a library under the launcher of another MPI is refused: each process would be alone', () => {
  const { code, notes } = runRanks(1, join(__dirname, 'fixtures', 'other-launcher.ts'));
  expect(code).not.toBe(0);
  expect(notes).toMatch(
    /MpiError: connectMpi: the mpirun of MPICH started 4 processes, but the MPI library libmpi\.\S+ \(Open MPI v\d\S*\) is not the launcher's, so each process would be a separate job\. Start with the mpirun of that library, or set JSSL_MPI to the path of the launcher's libmpi/,
  );
});

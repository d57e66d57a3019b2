/** Jest's `describe`, `test` and hooks without jest: the same test files run in a browser, and from one script. */
import { expect } from 'expect';

type Body = (...row: never[]) => void | Promise<void>;
type Hook = () => void | Promise<void>;

/** A `describe`, or the file itself. */
interface Block {
  readonly name: string;
  readonly around: Block | undefined;
  readonly before: Hook[];
  readonly after: Hook[];
}

export interface Outcome {
  readonly name: string;
  readonly milliseconds: number;
  /** What was thrown; none where the test passed. */
  readonly error?: string;
}

const emptyBlock = (name: string, around?: Block): Block => ({
  name,
  around,
  before: [],
  after: [],
});

let block = emptyBlock('');
const tests: { readonly name: string; readonly body: Body; readonly block: Block }[] = [];

function describe(name: string, body: Body): void {
  const around = block;
  block = emptyBlock(`${around.name}${name} › `, around);
  void body();
  block = around;
}

function test(name: string, body: Body): void {
  tests.push({ name: block.name + name, body, block });
}

/** A name with `$key` of the row and `%s` and its like filled in. */
function fillName(name: string, row: unknown, values: readonly unknown[]): string {
  let at = 0;
  return name
    .replace(/\$(\w+)/g, (_, key: string) => String((row as Record<string, unknown>)[key]))
    .replace(/%[a-z]/g, () => String(values[at++]));
}

/** `declare.each(rows)`: a row that is an array is spread over the parameters. */
const each =
  (declare: (name: string, body: Body) => void) =>
  (rows: readonly unknown[]) =>
  (name: string, body: Body): void => {
    for (const row of rows) {
      const values = (Array.isArray(row) ? row : [row]) as never[];
      declare(fillName(name, row, values), () => body(...values));
    }
  };

Object.assign(globalThis, {
  expect,
  describe: Object.assign(describe, { each: each(describe) }),
  test: Object.assign(test, { each: each(test) }),
  beforeEach: (hook: Hook) => block.before.push(hook),
  afterEach: (hook: Hook) => block.after.push(hook),
});

/** The blocks around a test, the outermost first. */
const blocksAround = (inner: Block): Block[] => [
  ...(inner.around ? blocksAround(inner.around) : []),
  inner,
];

/** The names of the tests that were declared. */
export const testNames = (): string[] => tests.map(({ name }) => name);

/**
 * Runs every test that was declared, in order; a warning on the console fails one.
 * @param around called for each test with what runs it.
 * @param leaveOut tests that have one of these in their names.
 * @param onOutcome called after each test.
 */
export async function runTests(
  around: (run: () => Promise<void>) => Promise<void>,
  leaveOut: readonly string[],
  onOutcome: (outcome: Outcome) => void = () => undefined,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const { name, body, block: inner } of tests) {
    if (leaveOut.some((part) => name.includes(part))) continue;
    const warnings: unknown[] = [];
    Object.assign(console, { warn: (...words: unknown[]) => warnings.push(...words) });
    const blocks = blocksAround(inner);
    const began = performance.now();
    const error = await around(async () => {
      for (const hook of blocks.flatMap(({ before }) => before)) await hook();
      await body();
      for (const hook of blocks.flatMap(({ after }) => after)) await hook();
      if (warnings.length > 0) throw new Error(`console.warn: ${warnings.join('; ')}`);
    }).then(
      () => ({}),
      (reason: unknown) => ({ error: String(reason) }),
    );
    const outcome = { name, milliseconds: performance.now() - began, ...error };
    outcomes.push(outcome);
    onOutcome(outcome);
  }
  return outcomes;
}

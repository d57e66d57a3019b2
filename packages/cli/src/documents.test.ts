import { documents } from '@jssl/testing';
import type { Command } from 'commander';

import { acceptUnderscores } from './arguments/argument-spelling.js';
import { createProgram } from './program.js';

const terminal = { out: () => 0, note: () => 0, status: undefined };

/** Takes the words of a command line as `jssl` would, and does nothing. */
async function parse(argv: readonly string[]): Promise<void> {
  const program = await createProgram({ terminal, argv });
  const disarm = (command: Command) => {
    if (command.commands.length === 0) command.action(() => undefined);
    command.commands.forEach(disarm);
  };
  disarm(program);
  await program.parseAsync(acceptUnderscores(argv), { from: 'user' });
}

/** A command line of a document. */
interface CommandLine {
  readonly line: string;
  /** Whether it stands in a block of code; within a sentence it may be named in part, or with a placeholder: `--ranks N`. */
  readonly whole: boolean;
}

function commandLines(text: string): CommandLine[] {
  const blocks = [...text.matchAll(/^(?: {2,}|\$ )?(?:[A-Z_]+=\S+ )*(?:npx )?(jssl [^\n]+)$/gm)];
  const sentences = [...text.matchAll(/`(?:npx )?(jssl [a-z][^`\n]*)`/g)];
  return [
    ...blocks.map(([, line = '']) => ({
      line: line.replace(/ +(#.*|\(.*\))$/, '').replace(/ *[|>&].*$/, ''),
      whole: true,
    })),
    // What may be left out is left out there: `jssl knn RUN [DATA]`.
    ...sentences.map(([, line = '']) => ({
      line: line.replaceAll(/ \[[^\]]*\]|…/g, ''),
      whole: false,
    })),
  ];
}

/** As a shell takes them apart, as far as the documents need it. */
const words = (line: string) =>
  (line.match(/"[^"]*"|\S+/g) ?? []).map((word) => word.replace(/^"(.*)"$/, '$1'));

/** What is wrong with a command line, if anything is. */
async function faultOf({ line, whole }: CommandLine): Promise<string | undefined> {
  try {
    await parse(words(line).slice(1));
    return undefined;
  } catch (error) {
    const { message } = error as Error;
    const isPart =
      /missing required argument|not specified|argument (?:missing|'[A-Z]+' is invalid)/.test(
        message,
      );
    return message === '(outputHelp)' || (isPart && !whole) ? undefined : message;
  }
}

test('the command lines of the documents are taken, with every flag', async () => {
  const lines = documents().flatMap(({ path, text }) =>
    commandLines(text).map((line) => ({ path, ...line })),
  );
  expect(lines.filter(({ whole }) => whole).length).toBeGreaterThan(60);
  const wrong: string[] = [];
  for (const { path, ...line } of lines) {
    const fault = await faultOf(line);
    if (fault !== undefined) wrong.push(`${path}: ${line.line}: ${fault}`);
  }
  expect(wrong).toEqual([]);
});

test.each([
  ['jssl trian photos', "error: unknown command 'trian'\n(Did you mean train?)"],
  ['jssl train photos --epoch 3', "error: unknown option '--epoch'\n(Did you mean --epochs?)"],
  ['jssl export runs/photos', "error: required option '--to <format>' not specified"],
  ['jssl train photos --batch_size 64', undefined],
  ['jssl data', undefined],
])('%s', async (line, fault) => {
  expect(await faultOf({ line, whole: true })).toBe(fault);
});

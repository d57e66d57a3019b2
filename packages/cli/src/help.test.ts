import type { Command } from 'commander';

import { jssl } from './fixtures/run-jssl.js';
import { useWorkplace } from './fixtures/use-workplace.js';
import { createProgram } from './program.js';

useWorkplace();

const terminal = { out: () => 0, note: () => 0, status: undefined };

const commandNames = async () =>
  (await createProgram({ terminal, argv: [] })).commands.map((command) => command.name());

/** Every command with the words that call it. */
async function allCommands(): Promise<(readonly [words: string[], command: Command])[]> {
  const program = await createProgram({ terminal, argv: [...(await commandNames()), 'preview'] });
  const below = (words: string[], command: Command): [string[], Command][] => [
    [words, command],
    ...command.commands.flatMap((one) => below([...words, one.name()], one)),
  ];
  return program.commands.flatMap((one) => below([one.name()], one));
}

test('the help names every command, and each with what it does', async () => {
  const { code, out, notes } = await jssl('--help');
  expect({ code, notes }).toEqual({ code: 0, notes: '' });
  const names = await commandNames();
  expect(names.slice(0, 3)).toEqual(['train', 'init', 'watch']);
  for (const name of names) expect(out).toMatch(new RegExp(`^  ${name} {2,}\\S`, 'm'));
  const all = await allCommands();
  const words = all.map(([one]) => one.join(' '));
  expect(words).toEqual(expect.arrayContaining([...names, 'data check', 'engine install']));
  for (const [, command] of all) expect(command.description()).not.toBe('');
});

test('every command teaches by an example, and tells the default of every setting', async () => {
  for (const [words, command] of await allCommands()) {
    const { code, out } = await jssl(...words, '--help');
    expect(code).toBe(0);
    expect(out).toMatch(new RegExp(`\nExamples?:\n  jssl ${words.join(' ')}\\b`));
    const silent = command.options.filter(
      ({ required, mandatory, defaultValue, description }) =>
        required && !mandatory && defaultValue === undefined && !/\bdefault: /.test(description),
    );
    expect(silent.map(({ flags }) => flags)).toEqual([]);
  }
});

test('the help of train begins with the eight options that most people need', async () => {
  const { out } = await jssl('train', '--help');
  const [, common = ''] = /\nCommon:\n([^]*?)\n\n/.exec(out) ?? [];
  expect(common.match(/^ {2}--[a-z-]+/gm)?.map((flag) => flag.trim())).toEqual([
    ...['--out', '--resume', '--minutes', '--config', '--preset', '--arch', '--image-size'],
    '--epochs',
  ]);
});

test('the examples are commands that there are', async () => {
  const helps = await Promise.all(
    [[], ...(await allCommands()).map(([words]) => words)].map((words) => jssl(...words, '--help')),
  );
  const examples = helps
    .flatMap(({ out }) => out.match(/^ {2}jssl .*$/gm) ?? [])
    .map((line) =>
      line
        .trim()
        .replace(/ {3}#.*$/, '')
        .replaceAll('"', '')
        .split(' ')
        .slice(1),
    );
  expect(examples.length).toBeGreaterThan(15);
  // As pasted into a shell: parentheses and semicolons would need quotes.
  for (const argv of examples) expect(argv.join(' ')).not.toMatch(/[()]/);
  for (const argv of examples) {
    // In an empty folder: those that would compute end at the missing images or run.
    const computes = /fashion-mnist|^demo|^engine install/.test(argv.join(' '));
    const { notes } = await jssl(...argv, ...(computes ? ['--help'] : []));
    expect(notes).not.toMatch(/unknown|invalid|missing required|too many|not specified/);
  }
});

/** The command-line reference: a page for each command, generated from Commander. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

// By the name of the source: only sources may name each other by what they are compiled to.
const source = new URL('../../packages/cli/src/program.ts', import.meta.url);
const { createProgram } = await import(source.href);

const terminal = { out: () => undefined, note: () => undefined, status: undefined };
const createAll = async (names) => createProgram({ terminal, argv: names });
const names = (await createAll([])).commands.map((command) => command.name());
const program = await createAll([...names, 'preview']);

/** What the help says after its lists: examples and explanations. */
function closingWords(command) {
  let text = '';
  command.configureOutput({ writeOut: (part) => (text += part) });
  command.outputHelp();
  return text.slice(command.helpInformation().length).trim();
}

const cell = (text) => text.replaceAll('|', '\\|').replaceAll('<', '&lt;');
const table = (heads, rows) =>
  [heads, heads.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');

/** Commander's lists as tables, then the closing words as they are. */
function describe(command, words, level) {
  const help = command.createHelp();
  const parts = [
    `${'#'.repeat(level)} jssl ${words.join(' ')}`,
    `${cell(help.commandDescription(command))}.`.replace(/^./, (letter) => letter.toUpperCase()),
    `\`\`\`\n${help.commandUsage(command)}\n\`\`\``,
  ];
  const taken = help.visibleArguments(command);
  const options = help.visibleOptions(command).filter(({ long }) => long !== '--help');
  if (taken.length > 0) {
    const rows = taken.map((one) => [`\`${one.name()}\``, cell(help.argumentDescription(one))]);
    parts.push(table(['argument', 'is'], rows));
  }
  if (options.length > 0) {
    const rows = options.map((one) => [
      `<code>${cell(help.optionTerm(one)).replaceAll(' ', '&nbsp;')}</code>`,
      cell(help.optionDescription(one)),
    ]);
    parts.push(table(['option', 'sets'], rows));
  }
  const closing = closingWords(command);
  if (closing) parts.push(`\`\`\`text\n${closing}\n\`\`\``);
  const below = command.commands.map((one) => describe(one, [...words, one.name()], level + 1));
  return [...parts, ...below].join('\n\n');
}

const out = process.argv[2];
mkdirSync(out, { recursive: true });
for (const command of program.commands) {
  writeFileSync(join(out, `${command.name()}.md`), `${describe(command, [command.name()], 1)}\n`);
}
const rows = program.commands.map((one) => [
  `[${one.name()}](${one.name()}.md)`,
  cell(one.description()),
]);
writeFileSync(
  join(out, 'index.md'),
  `# Commands\n\n${table(['jssl …', 'does'], rows)}\n\n\`\`\`text\n${closingWords(program)}\n\`\`\`\n`,
);

import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { isBuilt } from '@jssl/testing';

import { spawnJssl } from '../fixtures/spawn-jssl.js';

const file = isBuilt ? '../../dist/terminal/screen-of.js' : 'screen-of.ts';
const screen = JSON.stringify(pathToFileURL(join(__dirname, file)).href);
/** Paints a word for a stream that says of itself that it is a terminal, by Node's own rules. */
const paintForTerminal = `
  const { screenOf } = await import(${screen});
  const { PassThrough } = await import('node:stream');
  const { WriteStream } = await import('node:tty');
  const { getColorDepth } = WriteStream.prototype;
  const stream = Object.assign(new PassThrough(), { isTTY: true, getColorDepth });
  console.error(screenOf(stream).paint('green', 'word'));`;
const red = '\u001b[31mjssl:\u001b[39m';
const green = '\u001b[32mword\u001b[39m';

test.each([
  ['nothing set', {}, 'jssl:', green],
  ['NO_COLOR', { NO_COLOR: '1' }, 'jssl:', 'word'],
  ['FORCE_COLOR', { FORCE_COLOR: '1' }, red, green],
  ['FORCE_COLOR=0', { FORCE_COLOR: '0' }, 'jssl:', 'word'],
  ['a terminal that has none', { TERM: 'dumb' }, 'jssl:', 'word'],
])('colors with %s, in a file and on a terminal', async (_, env, inFile, onTerminal) => {
  // Node takes no terminal of a build machine for one with colors.
  const options = { env: { TERM: 'xterm', CI: undefined, ...env }, after: paintForTerminal };
  const { code, notes } = await spawnJssl(['frobnicate'], options);
  expect(code).toBe(2);
  const lines = notes.trimEnd().split('\n');
  expect(lines[0]?.startsWith(`${inFile} `)).toBe(true);
  expect(lines.at(-1)).toBe(onTerminal);
});

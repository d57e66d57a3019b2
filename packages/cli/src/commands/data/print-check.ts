import { describeDuplicate, describeNote, namedPairs } from '@jssl/data';
import { printable } from '@jssl/settings';
import type { ImagesCheck } from '@jssl/workflows/data';

import { flagOf } from '../../arguments/flag-of.js';
import { someNames } from '../../terminal/some-names.js';
import type { Terminal } from '../../terminal/terminal.js';

/** Pairs that are listed below the findings. */
const LISTED = 10;

/** Prints what is in a data set, its problems, and copies that the problems don't name. */
export function printCheck(terminal: Terminal, check: ImagesCheck): void {
  for (const line of describe(check)) terminal.out(line);
  for (const { level, text } of check.findings) {
    terminal.out(`${level}: ${printable(describeNote(text, check, flagOf))}`);
  }
  if (check.findings.length === 0) terminal.out('found no problems that would spoil training');
  const { pairs, acrossSplits, acrossLabels } = check.duplicates;
  const named = namedPairs(check.duplicates);
  // The ones that matter most come first. Findings name the first few of each kind.
  const listed = [...new Set([...acrossSplits, ...acrossLabels, ...pairs])].filter(
    (pair) => !named.has(pair),
  );
  for (const pair of listed.slice(0, LISTED)) terminal.note(`  ${describeDuplicate(pair)}`);
  if (listed.length > LISTED) {
    terminal.note(`  and ${listed.length - LISTED} more; --html and --csv show all`);
  }
}

function* describe(check: ImagesCheck): Generator<string> {
  const { name, height, width, channels, testOrigin, classes = [] } = check;
  const { counts, classCounts, duplicates, folder } = check;
  yield (
    `${name}: ${counts.train} training, ${counts.validation} validation and ${counts.test} test images` +
    `${testOrigin ? ` (${testOrigin})` : ''} of ${height}x${width}x${channels}`
  );
  if (folder) {
    const sizes = folder.sizes
      .slice(0, 5)
      .map((size) => `${size.count} of ${size.height}x${size.width}`);
    const more = folder.sizes.length - sizes.length;
    yield `sizes: ${sizes.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  }
  if (classCounts) {
    const [least, most] = [Math.min(...classCounts), Math.max(...classCounts)];
    const range = least === most ? String(least) : `${least} to ${most}`;
    yield `classes: ${classCounts.length}, with ${range} training images each: ${someNames(classes)}`;
  }
  const { pairs, acrossSplits, acrossLabels, withinTrain } = duplicates;
  const equal = pairs.filter(({ similarity, changes }) => similarity === 1 && isEqual(changes));
  yield (
    `duplicates: ${withinTrain} within the training images, ${acrossSplits.length} across splits, ` +
    `${acrossLabels.length} under two labels; ${equal.length} equal, ${pairs.length - equal.length} changed`
  );
}

const isEqual = ([change]: readonly string[]) => change?.startsWith('same ') === true;

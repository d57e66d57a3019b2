/** Writes generated tables into a document. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import prettier from 'prettier';

/**
 * Puts each part between its marks, `<!-- NAME:begin -->` and `<!-- NAME:end -->`.
 * @param document of docs/, without .md.
 * @param parts Markdown by the name of its marks.
 * @throws Error when a mark is missing; nothing is written then.
 */
export async function writeTables(document, parts) {
  const file = fileURLToPath(new URL(`../../docs/${document}.md`, import.meta.url));
  const text = Object.entries(parts).reduce(
    (whole, [name, part]) => {
      const [begin, end] = [`<!-- ${name}:begin -->`, `<!-- ${name}:end -->`];
      const [before, rest] = whole.split(begin);
      const after = rest?.split(end)[1];
      if (after === undefined) {
        throw new Error(`docs/${document}.md must hold the marks ${begin} and ${end}, got none`);
      }
      return `${before}${begin}\n\n${part}\n\n${end}${after}`;
    },
    readFileSync(file, 'utf8'),
  );
  const style = await prettier.resolveConfig(file);
  writeFileSync(file, await prettier.format(text, { ...style, filepath: file }));
}

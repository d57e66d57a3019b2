/** HTML that can be inserted into other HTML unchanged. */
export interface Html {
  readonly html: string;
}

/** What a template accepts: text to escape, HTML, lists of both; undefined and false draw nothing. */
type Part = string | number | Html | undefined | false | readonly Part[];

/** Escapes text for HTML content and quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** An HTML template: inserted text is escaped, inserted HTML is not. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  const pieces = strings.map((string, at) => string + draw(parts[at]));
  return { html: pieces.join('') };
}

/** Marks text as HTML. Never use it for text from a file or a label. */
export function trusted(text: string): Html {
  return { html: text };
}

function draw(part: Part): string {
  if (part === undefined || part === false) return '';
  if (typeof part === 'string' || typeof part === 'number') return escapeHtml(String(part));
  return 'html' in part ? part.html : part.map(draw).join('');
}

/** Data for the page's script, escaped so that no text in it can end the script element. */
export function dataScript(id: string, data: unknown): Html {
  const json = JSON.stringify(data).replaceAll('<', '\\u003c');
  return trusted(`<script type="application/json" id="${escapeHtml(id)}">${json}</script>`);
}

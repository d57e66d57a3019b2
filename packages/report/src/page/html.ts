/** A piece of HTML that can be put into another as it is. */
export interface Html {
  readonly html: string;
}

/** What a template takes: text to escape, HTML, lists of them; nothing for undefined and false. */
type Part = string | number | Html | undefined | false | readonly Part[];

/** Text as HTML, also within a quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** A template of HTML: every text put into it is escaped, HTML is not. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  const pieces = strings.map((string, at) => string + draw(parts[at]));
  return { html: pieces.join('') };
}

/** HTML that was made elsewhere. Never of what comes from a file or a label. */
export function trusted(text: string): Html {
  return { html: text };
}

function draw(part: Part): string {
  if (part === undefined || part === false) return '';
  if (typeof part === 'string' || typeof part === 'number') return escapeHtml(String(part));
  return 'html' in part ? part.html : part.map(draw).join('');
}

/** Data for the page's script, in which no text can end the script. */
export function dataScript(id: string, data: unknown): Html {
  const json = JSON.stringify(data).replaceAll('<', '\\u003c');
  return trusted(`<script type="application/json" id="${escapeHtml(id)}">${json}</script>`);
}

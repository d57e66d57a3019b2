import { formatShare } from '@jssl/trainer';

import { html, type Html } from './html.js';
import type { Sprite } from './sprite.js';

/** A section with a heading to jump to. */
export function section({
  id,
  title,
  content,
}: {
  readonly id: string;
  readonly title: string;
  readonly content: Html;
}): Html {
  return html`<section id="${id}" aria-labelledby="${id}-title">
    <h2 id="${id}-title">${title}</h2>
    ${content}
  </section>`;
}

/** A sentence in place of something that cannot be shown. */
export function leftOutNote(sentence: string): Html {
  return html`<p class="left-out">${sentence}</p>`;
}

/** A name that breaks between its words rather than within them. */
export function breakable(name: string): Html {
  const words = name.split(/(?<=[/_\- ])|(?=\.)/);
  return html`${words.map((word, at) => html`${at > 0 && html`<wbr />`}${word}`)}`;
}

/** Names with their values. */
export function definitions(
  pairs: readonly (readonly [name: string, value: string])[],
  className: 'figures' | 'settings',
): Html {
  return html`<dl class="${className}">
    ${pairs.map(
      ([name, value]) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`;
}

/** A command line with a button that copies it. */
export function commandBox(command: string): Html {
  return html`<div class="copied">
    <pre tabindex="0" id="command" aria-label="The command"><code>${command}</code></pre>
    <button type="button" data-copies="command" aria-live="polite">Copy</button>
  </div>`;
}

/** A table that scrolls on its own when it is too wide; the first column names the rows. */
export function table(
  caption: string,
  header: readonly string[],
  rows: readonly (readonly string[])[],
): Html {
  return html`<div class="scroll" role="region" aria-label="${caption}" tabindex="0">
    <table>
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          ${header.map((name) => html`<th scope="col">${name}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ([name = '', ...cells]) =>
            html`<tr>
              <th scope="row">${name}</th>
              ${cells.map((cell) => html`<td>${cell}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/** The numbers of a chart in a table that can be opened. */
export function tableOf(chart: string, content: Html): Html {
  return html`<details>
    <summary>Table<span class="hidden"> of ${chart}</span></summary>
    ${content}
  </details>`;
}

/** How a picture of a sprite is shown. */
export interface PictureOptions {
  /** The CSS class of the sprite, as in `SectionBody.pictures`. */
  readonly sprite: string;
  /** Alternative text, also shown on hover. */
  readonly label: string;
  /** More CSS classes. */
  readonly extra?: string;
}

/** One picture of a sprite. */
export function picture(
  { columns, rows }: Sprite,
  index: number,
  { sprite, label, extra = '' }: PictureOptions,
): Html {
  const share = (at: number, count: number) => (count > 1 ? (100 * at) / (count - 1) : 0);
  const x = share(index % columns, columns).toFixed(4);
  const y = share(Math.floor(index / columns), rows).toFixed(4);
  return html`<span
    class="picture ${sprite} ${extra}"
    role="img"
    aria-label="${label}"
    title="${label}"
    style="background-position: ${x}% ${y}%"
  ></span>`;
}

/** A share in [0, 1] in percent; a dash for undefined and NaN. */
export function percent(share: number | undefined): string {
  return share === undefined || Number.isNaN(share) ? '–' : formatShare(share);
}

/** A whole number with thousands separators. */
export function count(value: number): string {
  return value.toLocaleString('en-US');
}

/** A measured number with about four digits. */
export function measured(value: number): string {
  const digits = Math.abs(value) >= 1000 ? 0 : Math.abs(value) >= 100 ? 1 : 3;
  return Math.abs(value) > 0 && Math.abs(value) < 0.001
    ? value.toExponential(2)
    : value.toFixed(digits);
}

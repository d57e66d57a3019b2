import { html, type Html } from './html.js';
import type { Sprite } from './sprite.js';

/** A part of the page with a heading to jump to. */
export function section(id: string, title: string, content: Html): Html {
  return html`<section id="${id}" aria-labelledby="${id}-title">
    <h2 id="${id}-title">${title}</h2>
    ${content}
  </section>`;
}

/** A table that scrolls within itself where it is too wide; the first column names the rows. */
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

/** The numbers of a chart for those who cannot or would rather not see it. */
export function tableOf(chart: string, content: Html): Html {
  return html`<details>
    <summary>Table<span class="hidden"> of ${chart}</span></summary>
    ${content}
  </details>`;
}

/** One picture of a sprite. @param label what it is, for those who do not see it and on hover. */
export function picture(
  sprite: Sprite,
  which: 'gallery' | 'views',
  index: number,
  label: string,
  extra = '',
): Html {
  const { columns, rows } = sprite;
  const share = (at: number, count: number) => (count > 1 ? (100 * at) / (count - 1) : 0);
  const x = share(index % columns, columns).toFixed(4);
  const y = share(Math.floor(index / columns), rows).toFixed(4);
  return html`<span
    class="picture ${which} ${extra}"
    role="img"
    aria-label="${label}"
    title="${label}"
    style="background-position: ${x}% ${y}%"
  ></span>`;
}

/** A share in [0, 1] in percent; a dash where there is none. */
export function percent(share: number | undefined): string {
  return share === undefined || Number.isNaN(share) ? '–' : `${(share * 100).toFixed(1)} %`;
}

/** A whole number with its thousands apart. */
export function count(value: number): string {
  return value.toLocaleString('en-GB');
}

/** A measured number in about four digits. */
export function measured(value: number): string {
  const digits = Math.abs(value) >= 1000 ? 0 : Math.abs(value) >= 100 ? 1 : 3;
  return Math.abs(value) > 0 && Math.abs(value) < 0.001
    ? value.toExponential(2)
    : value.toFixed(digits);
}

import { html, type Html } from '../../page/html.js';
import { points, signed } from './comparison-tables.js';
import type { Difference } from '../paired-differences.js';

/**
 * A forest plot of differences in percentage points: a group for each pair of methods, with a row for
 * each measure that shows the mean, the interval and a mark for each seed.
 */
export function forestPlot(differences: readonly Difference[]): Html {
  const { low, high, ticks } = axisOf(
    differences.flatMap(({ interval, differences }) => [
      ...differences,
      ...(interval ? [interval.low, interval.high] : []),
    ]),
  );
  const share = (value: number) => `${((100 * (value - low)) / (high - low)).toFixed(3)}%`;
  const zero = html`<i class="zero" style="left: ${share(0)}"></i>`;
  const pairs = new Map<string, Difference[]>();
  for (const one of differences) {
    const pair = `${one.jaccard} minus ${one.cosine}`;
    pairs.set(pair, [...(pairs.get(pair) ?? []), one]);
  }
  const row = ({ measure, mean, interval, differences }: Difference) =>
    html`<li>
      <span>${measure}</span>
      <span class="plot" aria-hidden="true">
        ${zero}
        ${
          interval &&
          html`<i
            class="interval"
            style="left: ${share(interval.low)}; right: calc(100% - ${share(interval.high)})"
          ></i>`
        }
        ${differences.map((value) => html`<i class="seed" style="left: ${share(value)}"></i>`)}
        <i class="mean ${isClear(interval) && 'clear'}" style="left: ${share(mean)}"></i>
      </span>
      <span class="value"
        >${signed(mean)}${interval && ` (${signed(interval.low)} to ${signed(interval.high)})`}</span
      >
    </li>`;
  return html`<figure class="card forest">
    ${[...pairs].map(
      ([pair, rows]) =>
        html`<h4>${pair}</h4>
          <ul>
            ${rows.map(row)}
          </ul>`,
    )}
    <div class="row-of-axis" aria-hidden="true">
      <span class="plot"
        >${ticks.map((tick) => html`<small style="left: ${share(tick)}">${points(tick)}</small>`)}</span
      >
    </div>
    <figcaption>
      <p>
        Percentage points; to the right of 0 the Jaccard method is better. The dot is the mean,
        filled if the 95 % interval (the bar) excludes 0; each small mark is a seed.
      </p>
    </figcaption>
  </figure>`;
}

function isClear(interval: Difference['interval']): boolean {
  return interval !== undefined && (interval.low > 0 || interval.high < 0);
}

/** An axis with 0 and all values, and ticks at 1, 2 or 5 times a power of ten. */
export function axisOf(values: readonly number[]): {
  readonly low: number;
  readonly high: number;
  readonly ticks: readonly number[];
} {
  const [least, most] = [Math.min(0, ...values), Math.max(0, ...values)];
  // At least half a point to each side if all values are 0.
  const rough = Math.max(most - least, 0.01) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((one) => one * power >= rough) ?? 10);
  const from = Math.min(-1, Math.floor(least / step));
  const to = Math.max(1, Math.ceil(most / step));
  const ticks = Array.from({ length: to - from + 1 }, (_, at) => (from + at) * step);
  return { low: from * step, high: to * step, ticks };
}

// @ts-check
/** The charts of metrics over the epochs. */

/** A number with about four digits. */
function measured(/** @type {number} */ value) {
  const size = Math.abs(value);
  if (size > 0 && size < 0.001) return value.toExponential(2);
  return value.toFixed(size >= 1000 ? 0 : size >= 100 ? 1 : 3);
}

/**
 * @param {HTMLElement} place
 * @param {PageLineChart} first
 */
function drawLineChart(place, first) {
  const drawn = echarts.init(place, undefined, { renderer: 'svg' });
  let chart = first;
  const draw = () => {
    const { id, lines, unit, digits } = chart;
    const most = Math.max(...lines.map(({ points }) => points.length));
    const epochs = lines.flatMap(({ points }) => points.map(([epoch]) => epoch));
    const [from, to] = [Math.floor(Math.min(...epochs)), Math.ceil(Math.max(...epochs))];
    const values = lines.flatMap(({ points }) => points.map(([, value]) => value));
    const bounds = boundsOf(id, values);
    // A single epoch is in the middle.
    const margin = from === to ? 1 : 0;
    const theme = themeOf();
    const axis = {
      axisLabel: { color: theme.quiet, fontFamily, fontSize: 12, hideOverlap: true },
      axisLine: { lineStyle: { color: theme.line } },
      splitLine: { lineStyle: { color: theme.grid } },
    };
    /** @type {import('echarts').EChartsOption} */
    const option = {
      animation,
      grid: { left: 4, right: 12, top: 14, bottom: 22, containLabel: true },
      tooltip: {
        ...tooltipOf(theme),
        trigger: 'axis',
        axisPointer: { lineStyle: { color: theme.quiet } },
        formatter: (/** @type {any} */ items) => lineTip(items, unit, digits),
      },
      xAxis: {
        ...axis,
        type: 'value',
        name: 'epoch',
        nameLocation: 'middle',
        nameGap: 24,
        nameTextStyle: { color: theme.quiet, fontFamily, fontSize: 12 },
        min: from - margin,
        max: to + margin,
        minInterval: 1,
        splitLine: { show: false },
        axisTick: { show: false },
      },
      yAxis: {
        ...axis,
        type: 'value',
        scale: true,
        ...bounds,
        splitNumber: 4,
        axisLine: { show: false },
        axisTick: { show: false },
        axisLabel: { ...axis.axisLabel, formatter: `{value}${unit}` },
      },
      series: lines.flatMap((line) => [...seriesOf(line, most), ...bandOf(line)]),
    };
    // Lines that are gone are not drawn on.
    drawn.setOption(option, { replaceMerge: ['series'] });
  };
  /** Draws the chart with other lines. */
  const update = (/** @type {PageLineChart} */ next) => {
    chart = next;
    draw();
  };
  return { drawn, draw, update };
}

/** A chart of accuracies spans at least this many points, so that small differences look small. */
const LEAST_POINTS = 10;

/**
 * The ends of the vertical axis where the values alone would mislead: shares go from 0 to 1, and accuracies
 * stay within 0 and 100 %.
 * @param {string} id
 * @param {number[]} values
 */
function boundsOf(id, values) {
  if (id === 'queue') return { min: 0, max: 1, interval: 0.25 };
  if (id !== 'knn') return {};
  const [least, most] = [Math.min(...values), Math.max(...values)];
  if (!(most - least < LEAST_POINTS)) return {};
  const middle = Math.round((least + most) / 2);
  const min = Math.min(Math.max(0, middle - LEAST_POINTS / 2), 100 - LEAST_POINTS);
  return { min, max: min + LEAST_POINTS };
}

/**
 * @param {PageLine} line
 * @param {number} most points in a line
 */
function seriesOf({ name, color, dashed, dotted, points, deviations }, most) {
  return [
    {
      type: /** @type {const} */ ('line'),
      name,
      data: points.map((point, at) => [...point, deviations?.[at] ?? NaN]),
      symbol: 'circle',
      symbolSize: 5,
      showSymbol: most <= 12 || points.length === 1,
      color: colorOf(color),
      lineStyle: {
        width: 2,
        type: /** @type {'dashed' | 'dotted' | 'solid'} */ (
          dashed ? 'dashed' : dotted ? 'dotted' : 'solid'
        ),
      },
    },
  ];
}

/** Prefix of a band's name, by which the tooltip leaves it out. */
const BAND = 'band of ';

/**
 * A band of one standard deviation to each side of a solid line, stacked on an invisible lower line.
 * @param {PageLine} line
 */
function bandOf({ name, color, dashed, points, deviations }) {
  if (!deviations || dashed) return [];
  const band = {
    type: /** @type {const} */ ('line'),
    name: BAND + name,
    stack: BAND + name,
    stackStrategy: /** @type {const} */ ('all'),
    symbol: 'none',
    silent: true,
    color: colorOf(color),
    lineStyle: { width: 0 },
  };
  const of = (/** @type {number} */ at) => deviations[at] ?? 0;
  return [
    { ...band, data: points.map(([epoch, value], at) => [epoch, value - of(at)]) },
    {
      ...band,
      data: points.map(([epoch], at) => [epoch, 2 * of(at)]),
      areaStyle: { opacity: 0.18 },
    },
  ];
}

/**
 * @param {{ seriesName: string, color: string, data: [number, number, number] }[]} items
 * @param {string} unit
 * @param {number | undefined} digits decimals of a value; about four digits in all if undefined.
 */
function lineTip(items, unit, digits) {
  const textOf = (/** @type {number} */ value) =>
    digits === undefined ? measured(value) : value.toFixed(digits);
  const [first] = items;
  if (!first) return '';
  const shown = items.filter(({ seriesName }) => !seriesName.startsWith(BAND));
  const lines = shown.map(({ seriesName, color, data }) => {
    const dot = element('i', 'dot');
    dot.style.background = color;
    const spread = data[2] >= 0 ? ` ± ${textOf(data[2])}` : '';
    return element(
      'span',
      'line',
      dot,
      seriesName,
      element('b', '', `${textOf(data[1])}${spread}${unit}`),
    );
  });
  const [epoch] = first.data;
  return element(
    'div',
    'tip',
    `epoch ${Number.isInteger(epoch) ? epoch : epoch.toFixed(2)}`,
    ...lines,
  );
}

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
 * @param {PageLineChart} chart
 */
function drawLineChart(place, { id, lines, unit, digits }) {
  const drawn = echarts.init(place, undefined, { renderer: 'svg' });
  const most = Math.max(...lines.map(({ points }) => points.length));
  const epochs = lines.flatMap(({ points }) => points.map(([epoch]) => epoch));
  const [first, last] = [Math.min(...epochs), Math.max(...epochs)];
  const values = lines.flatMap(({ points }) => points.map(([, value]) => value));
  const bounds = boundsOf(id, values);
  // A single epoch is in the middle.
  const margin = first === last ? 1 : 0;
  const draw = () => {
    const theme = themeOf();
    const axis = {
      axisLabel: { color: theme.quiet, fontFamily, fontSize: 12, hideOverlap: true },
      axisLine: { lineStyle: { color: theme.line } },
      splitLine: { lineStyle: { color: theme.grid } },
    };
    drawn.setOption({
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
        min: first - margin,
        max: last + margin,
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
    });
  };
  return { drawn, draw };
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
  if (id === 'queue') return { min: 0, max: 1 };
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
function seriesOf({ name, color, dashed, points, deviations }, most) {
  return [
    {
      type: /** @type {const} */ ('line'),
      name,
      data: points.map((point, at) => [...point, deviations?.[at] ?? NaN]),
      symbol: 'circle',
      symbolSize: 5,
      showSymbol: most <= 12,
      color: colorOf(color),
      lineStyle: { width: 2, type: dashed ? 'dashed' : 'solid' },
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
  return element('div', 'tip', `epoch ${first.data[0]}`, ...lines);
}

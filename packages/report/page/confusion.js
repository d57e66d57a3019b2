// @ts-check
/** The confusion matrix, colored by the share of each true class. */

/** With more classes, names and numbers cannot be read. */
const NAMED_CLASSES = 40;
/** Width and height in pixels that a number needs. */
const NUMBER_WIDTH = 23;
const NUMBER_HEIGHT = 15;
/** Width of the place beside which names of classes are shortened. */
const WIDE = 520;

/**
 * @param {HTMLElement} place
 * @param {readonly (readonly number[])[]} confusion
 * @param {readonly string[]} classes
 */
function drawConfusion(place, confusion, classes) {
  const drawn = echarts.init(place);
  const cells = confusion.flatMap((row, label) => {
    const images = row.reduce((sum, one) => sum + one, 0);
    return row.map((one, other) => [other, label, images === 0 ? 0 : one / images, one]);
  });
  const draw = () => {
    const theme = themeOf();
    const wide = place.clientWidth >= WIDE;
    const names = classes.length <= NAMED_CLASSES;
    // What the names of the classes leave for the cells.
    const [across, down] = [place.clientWidth - (wide ? 150 : 84), place.clientHeight - 110];
    const numbered =
      across / classes.length >= NUMBER_WIDTH && down / classes.length >= NUMBER_HEIGHT;
    const axis = {
      type: 'category',
      data: classes,
      axisLine: { show: false },
      axisTick: { show: false },
      splitArea: { show: false },
      nameLocation: 'middle',
      nameTextStyle: { color: theme.quiet, fontFamily, fontSize: 12 },
    };
    const axisLabel = {
      show: names,
      color: theme.quiet,
      fontFamily,
      fontSize: 12,
      interval: classes.length <= 24 ? 0 : 'auto',
      width: wide ? 110 : 64,
      overflow: 'truncate',
    };
    drawn.setOption({
      animation,
      grid: { left: 26, right: 8, top: 8, bottom: 28, containLabel: true },
      tooltip: {
        ...tooltipOf(theme),
        formatter: (/** @type {{ data: number[] }} */ { data }) => confusionTip(data, classes),
      },
      xAxis: {
        ...axis,
        name: 'classified as',
        nameGap: names ? (wide && classes.length <= 6 ? 28 : wide ? 84 : 54) : 8,
        axisLabel: { ...axisLabel, rotate: wide && classes.length <= 6 ? 0 : 45 },
      },
      yAxis: {
        ...axis,
        name: 'true class',
        nameGap: names ? (wide ? 118 : 70) : 8,
        inverse: true,
        axisLabel,
      },
      visualMap: {
        show: false,
        min: 0,
        max: 1,
        dimension: 2,
        inRange: { color: [theme.surface, theme.accentSoft, theme.accent] },
      },
      series: [
        {
          type: 'heatmap',
          data: cells,
          progressive: 0,
          itemStyle: { borderColor: theme.surface, borderWidth: classes.length > 40 ? 0 : 1 },
          label: {
            show: numbered,
            fontFamily,
            fontSize: wide ? 12 : 11,
            formatter: (/** @type {{ data: number[] }} */ { data: [, , share = 0] }) =>
              share < 0.005
                ? ''
                : `{${share > 0.8 ? 'onDeep' : 'onPale'}|${(share * 100).toFixed(0)}}`,
            rich: { onDeep: { color: theme.surface }, onPale: { color: theme.text } },
          },
          emphasis: { itemStyle: { borderColor: theme.text, borderWidth: 1 } },
        },
      ],
    });
  };
  return { drawn, draw };
}

/**
 * @param {readonly number[]} cell
 * @param {readonly string[]} classes
 */
function confusionTip([other = 0, label = 0, share = 0, images = 0], classes) {
  const what = label === other ? 'correct' : `classified as ${classes[other] ?? ''}`;
  return element(
    'div',
    'tip',
    element('b', '', classes[label] ?? ''),
    element('span', '', what),
    element('small', '', `${(share * 100).toFixed(1)} %, ${images} images`),
  );
}

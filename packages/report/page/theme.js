// @ts-check
/** What the charts take from the page's style sheet, and the colors of lines and classes. */

const palette = [
  '#4e79a7',
  '#f28e2b',
  '#59a14f',
  '#e15759',
  '#b07aa1',
  '#76b7b2',
  '#edc948',
  '#ff9da7',
  '#9c755f',
  '#8d8a86',
];

/**
 * The color of line or class number `at` of `count`: of the palette where that has enough, else of
 * hues a golden angle apart.
 * @param {number} at
 * @param {number} [count]
 */
function colorOf(at, count = palette.length) {
  if (count <= palette.length) return palette[at % palette.length] ?? '#888';
  return `hsl(${((at * 137.508) % 360).toFixed(1)}, 55%, ${at % 2 === 0 ? 50 : 62}%)`;
}

/** The colors of the style sheet, which are others in the dark. */
function themeOf() {
  const style = getComputedStyle(document.documentElement);
  const color = (/** @type {string} */ name) => style.getPropertyValue(`--${name}`).trim();
  return {
    surface: color('surface'),
    line: color('line'),
    grid: color('grid'),
    text: color('text'),
    quiet: color('quiet'),
    accent: color('accent'),
    accentSoft: color('accent-soft'),
  };
}

/** How every tooltip looks. Its content is made of nodes, so that no name in it can be markup. */
function tooltipOf(/** @type {ReturnType<typeof themeOf>} */ theme) {
  return {
    confine: true,
    transitionDuration: 0,
    padding: [8, 10],
    backgroundColor: theme.surface,
    borderColor: theme.line,
    textStyle: { color: theme.text },
    extraCssText: 'box-shadow: 0 4px 18px rgb(0 0 0 / 0.18)',
  };
}

/**
 * An element with a class and children.
 * @param {string} name
 * @param {string} className
 * @param {(string | Node)[]} children
 */
function element(name, className, ...children) {
  const made = document.createElement(name);
  made.className = className;
  made.append(...children);
  return made;
}

/** Motion only for those who do not mind it, and who wait for it. */
const animation = false;
const fontFamily = getComputedStyle(document.documentElement).fontFamily;

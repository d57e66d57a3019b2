// @ts-check
/** Colors of charts, lines and classes. */

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
 * The color of line or class number `at` of `count`: from the palette if it has enough colors, else
 * hues a golden angle apart.
 * @param {number} at
 * @param {number} [count]
 */
function colorOf(at, count = palette.length) {
  if (count <= palette.length) return palette[at % palette.length] ?? '#888';
  return `hsl(${((at * 137.508) % 360).toFixed(1)}, 55%, ${at % 2 === 0 ? 50 : 62}%)`;
}

/** The colors of the style sheet for the current theme. */
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

/** The style of all tooltips. Their content is made of nodes, so names in it cannot be markup. */
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
 * @template {keyof HTMLElementTagNameMap} Name
 * @param {Name} name
 * @param {string} className
 * @param {(string | Node)[]} children
 * @returns {HTMLElementTagNameMap[Name]}
 */
function element(name, className, ...children) {
  const made = document.createElement(name);
  made.className = className;
  made.append(...children);
  return made;
}

/** Off: animation delays reading. */
const animation = false;
const fontFamily = getComputedStyle(document.documentElement).fontFamily;

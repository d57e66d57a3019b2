/** `node tools/site/draw-figures.mjs` draws the figures of docs/explanation/ from their formulas. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const SIDE = 300;
const [LEFT, TOP] = [64, 44];
const x = (value) => LEFT + ((value + 1) / 2) * SIDE;
const y = (value, least = -1) => TOP + ((1 - value) / (1 - least)) * SIDE;
const fixed = (value) => Number(value.toFixed(1));

const text = (left, top, words, extra = '') =>
  `<text x="${fixed(left)}" y="${fixed(top)}" ${extra}>${words}</text>`;
const line = (x1, y1, x2, y2, extra) =>
  `<line x1="${fixed(x1)}" y1="${fixed(y1)}" x2="${fixed(x2)}" y2="${fixed(y2)}" ${extra}/>`;

/** On white, since a picture does not know the theme of the page it is in. */
const picture = (width, height, label, parts) =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${label}" font-family="system-ui, sans-serif" font-size="13" fill="#222">
<rect width="${width}" height="${height}" rx="8" fill="#fff"/>
${parts.join('\n')}
</svg>
`;

/** A square with both axes labeled. */
const axes = (below, beside, least) => [
  `<rect x="${LEFT}" y="${TOP}" width="${SIDE}" height="${SIDE}" fill="none" stroke="#222"/>`,
  ...[-1, 0, 1].map((at) => text(x(at), TOP + SIDE + 18, at, 'text-anchor="middle"')),
  ...[least, (1 + least) / 2, 1].map((at) =>
    text(LEFT - 8, y(at, least) + 4, at, 'text-anchor="end"'),
  ),
  text(LEFT + SIDE / 2, TOP + SIDE + 38, below, 'text-anchor="middle"'),
  text(
    20,
    TOP + SIDE / 2,
    beside,
    `text-anchor="middle" transform="rotate(-90 20 ${TOP + SIDE / 2})"`,
  ),
];

/**
 * Where J = c: 1 + p = c / (1 − c) · (2 − 2n), a line through (−1, 1).
 * @returns its other end, on the lower edge (n = −1) or the right one (p = 1).
 */
function endOfLevel(c) {
  const atBottom = (4 * c) / (1 - c) - 1;
  return atBottom <= 1 ? [atBottom, -1] : [1, 1 - (1 - c) / c];
}

function plane() {
  const bands = 40;
  const shade = (c) => `hsl(${fixed(265 - 215 * c)} 70% ${fixed(32 + 38 * c)}%)`;
  const ends = Array.from({ length: bands + 1 }, (_, at) =>
    at === bands ? [1, 1] : endOfLevel(at / bands),
  );
  const wedges = ends.slice(1).map((end, at) => {
    const start = ends[at];
    const corner = start[1] === -1 && end[1] > -1 ? [[1, -1]] : [];
    const points = [[-1, 1], start, ...corner, end];
    const path = points.map(([p, n]) => `${fixed(x(p))},${fixed(y(n))}`).join(' ');
    const color = shade((at + 0.5) / bands);
    return `<polygon points="${path}" fill="${color}" stroke="${color}"/>`;
  });
  const levels = [0.1, 0.2, 1 / 3, 0.5, 0.7, 0.9].flatMap((c) => {
    const [p, n] = endOfLevel(c);
    const words = c === 1 / 3 ? '⅓' : String(c);
    const label =
      n === -1 && p < 1
        ? text(x(p), y(n) - 6, words, 'text-anchor="middle" fill="#fff" font-weight="600"')
        : text(x(p) + 6, y(n) + 4, words);
    return [line(x(-1), y(1), x(p), y(n), 'stroke="#fff" stroke-width="1.5"'), label];
  });
  return picture(430, 400, 'J over the plane of cos p and cos n', [
    text(LEFT, 26, 'J = (1 + cos p) / (3 + cos p − 2 cos n)', 'font-weight="600"'),
    ...wedges,
    ...levels,
    ...axes('cos p', 'cos n', -1),
    `<circle cx="${x(0)}" cy="${y(0)}" r="4" fill="#fff" stroke="#222"/>`,
    text(x(0) + 8, y(0) - 6, 'unrelated', 'fill="#fff"'),
    `<circle cx="${x(1)}" cy="${y(1)}" r="4" fill="#fff" stroke="#222"/>`,
    text(x(1) + 8, y(1) - 4, 'a pair'),
  ]);
}

function alongTheDiagonal() {
  const curve = (value) =>
    Array.from({ length: 81 }, (_, at) => at / 40 - 1)
      .map((c) => `${fixed(x(c))},${fixed(y(value(c), 0))}`)
      .join(' ');
  const draw = (value, color, dash = '') =>
    `<polyline points="${curve(value)}" fill="none" stroke="${color}" stroke-width="2.5" ${dash}/>`;
  return picture(430, 400, 'J if both heads have the same cosine, compared with the cosine', [
    text(LEFT, 26, 'if both heads have the same cosine c', 'font-weight="600"'),
    ...axes('c', 'similarity', 0),
    draw((c) => (1 + c) / 2, '#b3541e', 'stroke-dasharray="6 4"'),
    draw((c) => (1 + c) / (3 - c), '#5b3fa8'),
    text(x(-0.72), y(0.42, 0), '(1 + c) / 2', 'fill="#b3541e"'),
    text(x(0.12), y(0.24, 0), 'J = (1 + c) / (3 − c)', 'fill="#5b3fa8"'),
  ]);
}

function method() {
  const box = (left, top, width, height, words, fill = '#eeeaf9') =>
    `<rect x="${left}" y="${top}" width="${width}" height="${height}" rx="6" fill="${fill}" stroke="#5b3fa8"/>` +
    text(left + width / 2, top + height / 2 + 4, words, 'text-anchor="middle"');
  const arrow = (x1, y1, x2, y2, extra = '') =>
    line(x1, y1, x2, y2, `stroke="#444" marker-end="url(#head)" ${extra}`);
  return picture(760, 330, 'An image, two views, two encoders, two heads each, the loss', [
    '<defs><marker id="head" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0 8 4 0 8z" fill="#444"/></marker></defs>',
    box(16, 140, 74, 50, 'image', '#fff'),
    box(130, 50, 84, 44, 'a view', '#fff'),
    box(130, 236, 84, 44, 'a view', '#fff'),
    arrow(90, 155, 130, 78),
    arrow(90, 175, 130, 254),
    box(254, 46, 128, 52, 'encoder θ'),
    box(254, 232, 128, 52, 'key encoder θₖ'),
    arrow(214, 72, 254, 72),
    arrow(214, 258, 254, 258),
    arrow(318, 98, 318, 232, 'stroke-dasharray="5 4"'),
    text(328, 170, 'momentum:', 'font-size="12"'),
    text(328, 186, 'θₖ ← m θₖ + (1 − m) θ', 'font-size="12"'),
    ...[
      [30, 'p'],
      [80, 'n'],
      [216, 'p′'],
      [266, 'n′'],
    ].map(([top, name]) => box(424, top, 44, 34, name)),
    arrow(382, 66, 424, 48),
    arrow(382, 78, 424, 96),
    arrow(382, 252, 424, 234),
    arrow(382, 264, 424, 282),
    box(530, 66, 96, 44, 'cos p, cos n', '#fff'),
    box(530, 216, 96, 60, '', '#fff'),
    text(578, 242, 'queues', 'text-anchor="middle"'),
    text(578, 260, 'M earlier keys', 'text-anchor="middle" font-size="12"'),
    arrow(468, 48, 530, 80),
    arrow(468, 96, 530, 92),
    arrow(468, 226, 552, 110),
    arrow(578, 216, 578, 110),
    arrow(468, 246, 530, 246, 'stroke-dasharray="5 4"'),
    text(474, 258, 'after the', 'font-size="11"'),
    text(474, 271, 'step', 'font-size="11"'),
    box(656, 66, 88, 44, 'J, then loss'),
    arrow(626, 88, 656, 88),
  ]);
}

const folder = join(import.meta.dirname, '..', '..', 'docs', 'images');
writeFileSync(join(folder, 'jaccard-plane.svg'), plane());
writeFileSync(join(folder, 'jaccard-diagonal.svg'), alongTheDiagonal());
writeFileSync(join(folder, 'method.svg'), method());

/** Rounds of the iteration; it goes on from the last map's axes, so few are enough. */
const ROUNDS = 12;

/**
 * A map of features: their two principal components, each scaled to -1 to 1.
 * @param features values [N, F], rows, columns.
 * @param before the axes of the last map, so that the next one does not turn or flip; undefined for the first.
 * @returns positions [N, 2] and the axes.
 */
export function mapPositions({ values, rows, columns }, before) {
  const centered = Float64Array.from(values);
  for (let column = 0; column < columns; column++) {
    let mean = 0;
    for (let row = 0; row < rows; row++) mean += values[row * columns + column] / rows;
    for (let row = 0; row < rows; row++) centered[row * columns + column] -= mean;
  }
  const rowOf = (row) => centered.subarray(row * columns, (row + 1) * columns);
  // Any two directions will do for the first map.
  let axes =
    before ??
    [1, 2].map((at) => Float64Array.from({ length: columns }, (_, k) => Math.sin(at * (k + 1))));
  for (let round = 0; round < ROUNDS; round++) {
    const next = axes.map(() => new Float64Array(columns));
    for (let row = 0; row < rows; row++) {
      const vector = rowOf(row);
      axes.forEach((axis, at) => addScaled(next[at], vector, dot(axis, vector)));
    }
    axes = orthogonal(next);
  }
  const positions = new Float32Array(2 * rows);
  for (let row = 0; row < rows; row++) {
    axes.forEach((axis, at) => {
      positions[2 * row + at] = dot(axis, rowOf(row));
    });
  }
  return { positions: spreadOut(positions), axes };
}

/** Scales each axis to -1 to 1. */
function spreadOut(positions) {
  const ranges = [0, 1].map((axis) => {
    const along = positions.filter((_, at) => at % 2 === axis);
    return [Math.min(...along), Math.max(...along)];
  });
  return positions.map((value, at) => {
    const [least, most] = ranges[at % 2];
    return most > least ? (2 * (value - least)) / (most - least) - 1 : 0;
  });
}

function dot(one, other) {
  let sum = 0;
  for (let at = 0; at < one.length; at++) sum += one[at] * other[at];
  return sum;
}

function addScaled(to, from, factor) {
  for (let at = 0; at < to.length; at++) to[at] += factor * from[at];
}

/** Two unit vectors at right angles. */
function orthogonal([first, second]) {
  const unit = (vector) => {
    const norm = Math.sqrt(dot(vector, vector));
    return norm > 0 ? vector.map((value) => value / norm) : vector;
  };
  const one = unit(first);
  addScaled(second, one, -dot(one, second));
  return [one, unit(second)];
}

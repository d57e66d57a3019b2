import type { MapPoints } from '../state/map-points.js';

/** The points within a polygon. */
export function pointsInside(
  { places, tree }: MapPoints,
  polygon: readonly (readonly [x: number, y: number])[],
): number[] {
  if (polygon.length < 3) return [];
  const xs = polygon.map(([x]) => x);
  const ys = polygon.map(([, y]) => y);
  return tree()
    .range(Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys))
    .filter((point) => isInside(polygon, places[2 * point] ?? 0, places[2 * point + 1] ?? 0))
    .sort((one, other) => one - other);
}

/** Whether a ray from a place crosses the polygon's sides an odd number of times. */
function isInside(
  polygon: readonly (readonly [x: number, y: number])[],
  x: number,
  y: number,
): boolean {
  let inside = false;
  let [lastX, lastY] = polygon.at(-1) ?? [0, 0];
  for (const [nextX, nextY] of polygon) {
    const crosses = nextY > y !== lastY > y;
    if (crosses && x < ((lastX - nextX) * (y - nextY)) / (lastY - nextY) + nextX) inside = !inside;
    [lastX, lastY] = [nextX, nextY];
  }
  return inside;
}

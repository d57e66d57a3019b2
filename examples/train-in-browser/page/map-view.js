/** Milliseconds in which the pictures move to their new places. */
const MOVE = 500;

/**
 * A map of pictures on a canvas, each at its place.
 * @param onPick called with the index of a picture that was clicked.
 */
export function createMapView(canvas, onPick) {
  let thumbnails = [];
  let from = new Float32Array();
  let to = new Float32Array();
  let movedAt = 0;
  let marked = new Set();
  const isStill = matchMedia('(prefers-reduced-motion: reduce)');

  const share = () => (isStill.matches ? 1 : Math.min(1, (performance.now() - movedAt) / MOVE));
  const placeNow = (at) => from[at] + (to[at] - from[at]) * share();

  /** The center of a picture in pixels of the canvas, and its side. */
  function boxOf(index) {
    const { width, height } = canvas;
    const side = Math.max(12, Math.min(width, height) / (thumbnails.length > 500 ? 26 : 15));
    const within = (value, length) => side / 2 + ((value + 1) / 2) * (length - side);
    return [within(placeNow(2 * index), width), within(placeNow(2 * index + 1), height), side];
  }

  function draw() {
    const context = canvas.getContext('2d');
    context.clearRect(0, 0, canvas.width, canvas.height);
    if (to.length > 0) {
      // Marked ones lie on top.
      const order = [...thumbnails.keys()].sort((a, b) => marked.has(a) - marked.has(b));
      for (const index of order) {
        const [x, y, side] = boxOf(index);
        context.globalAlpha = marked.size === 0 || marked.has(index) ? 1 : 0.25;
        context.drawImage(thumbnails[index], x - side / 2, y - side / 2, side, side);
      }
      context.globalAlpha = 1;
    }
    if (share() < 1) requestAnimationFrame(draw);
  }

  function resize() {
    const { width, height } = canvas.getBoundingClientRect();
    const scale = devicePixelRatio;
    [canvas.width, canvas.height] = [Math.round(width * scale), Math.round(height * scale)];
    draw();
  }
  new ResizeObserver(resize).observe(canvas);

  canvas.addEventListener('click', (event) => {
    const { left, top, width } = canvas.getBoundingClientRect();
    const scale = canvas.width / width;
    const [x, y] = [(event.clientX - left) * scale, (event.clientY - top) * scale];
    let best;
    let least = Infinity;
    for (const index of thumbnails.keys()) {
      if (to.length === 0) break;
      const [pictureX, pictureY, side] = boxOf(index);
      const distance = Math.hypot(pictureX - x, pictureY - y);
      if (distance < Math.min(least, 1.5 * side)) [best, least] = [index, distance];
    }
    if (best !== undefined) onPick(best);
  });

  return {
    show(pictures) {
      [thumbnails, from, to, marked] = [
        pictures,
        new Float32Array(),
        new Float32Array(),
        new Set(),
      ];
      draw();
    },
    move(positions) {
      from = to.length === positions.length ? to.map((_, at) => placeNow(at)) : positions;
      to = positions;
      movedAt = performance.now();
      draw();
    },
    /** Dims all pictures but these; none are dimmed if there are none. */
    mark(indices) {
      marked = new Set(indices);
      draw();
    },
  };
}

import { noteScreen, type Terminal } from './terminal.js';
import { fitParts } from './wrap-parts.js';

const BAR_WIDTH = 24;
/** Width of the bar on a terminal of less than 80 columns. */
const NARROW_BAR_WIDTH = 12;
const PLAIN_LINE_EVERY_MS = 15_000;
/** The first plain line of the command comes earlier: until then it is not clear that anything happens. */
const FIRST_PLAIN_LINE_MS = 2000;
const REDRAW_EVERY_MS = 100;

/** A bar of `width` cells for a share in [0, 1]. */
export function bar(share: number, width = BAR_WIDTH): string {
  const filled = Math.round(Math.min(1, Math.max(0, share)) * width);
  return `[${'#'.repeat(filled)}${'.'.repeat(width - filled)}]`;
}

/** A duration in readable units: `45s`, `3m 05s`, `2h 07m`, `3d 04h`. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const two = (value: number) => String(value).padStart(2, '0');
  const [minutes, hours, days] = [60, 3600, 86_400].map((unit) => Math.floor(whole / unit));
  if (days) return `${days}d ${two((hours ?? 0) % 24)}h`;
  if (hours) return `${hours}h ${two((minutes ?? 0) % 60)}m`;
  if (minutes) return `${minutes}m ${two(whole % 60)}s`;
  return `${whole}s`;
}

/**
 * Shows the progress of long work: a line that redraws itself on a terminal, elsewhere a plain line every
 * 15 seconds, the first one after 2 seconds if a process writes it. `share` is the part done, in [0, 1]; a narrow terminal shows only the first parts of the
 * text.
 */
export function createProgress(
  terminal: Terminal,
  now: () => number = () => performance.now(),
): (share: number, ...parts: string[]) => void {
  const every = terminal.status ? REDRAW_EVERY_MS : PLAIN_LINE_EVERY_MS;
  // At once on a terminal; elsewhere, short work needs no line at all.
  let shownAt = terminal.status
    ? -Infinity
    : now() - (terminal.screens ? every - FIRST_PLAIN_LINE_MS : 0);
  return (share, ...parts) => {
    if (now() - shownAt < every) return;
    shownAt = now();
    if (terminal.status) {
      const { columns } = noteScreen(terminal);
      const drawn = bar(share, columns < 80 ? NARROW_BAR_WIDTH : BAR_WIDTH);
      // The last column stays free: filling it would wrap the line.
      terminal.status(`${drawn} ${fitParts(parts, columns - drawn.length - 2)}`);
    } else terminal.note(`${String(Math.floor(share * 100)).padStart(3)} % ${parts.join('  ')}`);
  };
}

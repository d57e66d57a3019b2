/** The signals that end a command, with their exit codes. */
const codes = { SIGINT: 130, SIGTERM: 143 } as const;

let release: (() => void) | undefined;

/**
 * Reports a signal that stops a command while it is still loading. Once the work starts, it handles signals
 * itself. Imports nothing, so it can be called before the program is loaded.
 */
export function reportStartSignals(
  note: (line: string) => void = (line) => process.stderr.write(`${line}\n`),
): void {
  const onSignal = (signal: keyof typeof codes) => {
    note(`jssl: stopped by ${signal} before it started any work; nothing was changed`);
    process.exit(codes[signal]);
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  release = () => {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
  };
}

/** Ends the startup phase: from now on the work handles signals, or they end the process. */
export function endStart(): void {
  release?.();
  release = undefined;
}

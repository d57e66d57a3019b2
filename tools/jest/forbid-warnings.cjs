/** A `console.warn` fails the test that caused it. */
let warn;
beforeEach(() => {
  warn = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
});
afterEach(() => {
  const warnings = warn.mock.calls;
  warn.mockRestore();
  if (warnings.length > 0) throw new Error(`console.warn during a test: ${warnings.join('; ')}`);
});

/** Writes how many tests passed and failed in a package; the closing line of `npm test` adds them up. */
const { mkdirSync, writeFileSync } = require('node:fs');
const path = require('node:path');

module.exports = class {
  constructor({ rootDir }, { resultFile }) {
    this.file = resultFile && path.join(rootDir, 'coverage', resultFile);
  }

  onRunComplete(_contexts, { numPassedTests, numFailedTests, numRuntimeErrorTestSuites }) {
    if (!this.file) return;
    const result = { numPassedTests, numFailedTests, numRuntimeErrorTestSuites };
    mkdirSync(path.dirname(this.file), { recursive: true });
    writeFileSync(this.file, JSON.stringify(result));
  }
};

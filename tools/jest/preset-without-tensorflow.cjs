/** Jest settings of the packages that never load TensorFlow.js. */
const path = require('node:path');

module.exports = {
  ...require('./preset.cjs'),
  setupFilesAfterEnv: [path.join(__dirname, 'forbid-warnings.cjs')],
};

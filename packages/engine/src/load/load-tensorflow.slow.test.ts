import { spawnSync } from 'node:child_process';

/** Runs a script in a Node that loads what is published; `print` writes what the test reads. */
function run(script: string): unknown {
  const code = `
    const tf = require('@tensorflow/tfjs-core');
    tf.enableProdMode(); // TensorFlow.js advertises tfjs-node otherwise
    const print = (value) => process.stdout.write(JSON.stringify(value));
    /** What is registered: operations with gradients, and methods of tensors. */
    const registered = () => [
      [...globalThis._tfGlobals.get('gradRegistry').keys()].sort(),
      Object.getOwnPropertyNames(tf.Tensor.prototype).sort(),
    ];
    ${script}`;
  const { stdout, stderr } = spawnSync(process.execPath, ['-e', code], {
    cwd: `${__dirname}/../..`,
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  return JSON.parse(stdout);
}

test('the bundle has the gradients and methods of all of TensorFlow.js', () => {
  const bundle = run("require('#gradients'); print(registered());");
  expect(bundle).toEqual(run("require('@tensorflow/tfjs'); print(registered());"));
  expect(bundle).toEqual([
    expect.arrayContaining(['Conv2D', 'FusedBatchNorm', 'MaxPool']),
    expect.arrayContaining(['conv2d', 'square']),
  ]);
});

test('gradients of the bundle are computed without the rest of TensorFlow.js', () => {
  const slopes = run(`
    require('#gradients');
    require('@tensorflow/tfjs-backend-cpu');
    const ofSquare = tf.grad((x) => x.square())(tf.scalar(3)).dataSync();
    // Each pixel of the center, edges and corners is below 9, 6 and 4 windows.
    const sumOfWindows = (x) => tf.sum(tf.conv2d(x, tf.ones([3, 3, 1, 1]), 1, 'same'));
    const ofWindows = tf.grad(sumOfWindows)(tf.ones([1, 3, 3, 1])).dataSync();
    print([[...ofSquare], [...ofWindows]]);`);
  expect(slopes).toEqual([[6], [4, 6, 4, 6, 9, 6, 4, 6, 4]]);
});

import * as tf from '@tensorflow/tfjs';
import { simclrJaccardLoss } from '@jssl/jaccard-loss';

const pictures = tf.randomUniform([64, 49], 0, 1, 'float32', 1); // your pictures, one per row
const images = tf.input({ shape: [49] });
const dense = (units, activation, seed) =>
  tf.layers.dense({ units, activation, kernelInitializer: tf.initializers.heNormal({ seed }) });
const trunk = dense(32, 'relu', 2).apply(images);
const heads = [dense(16, 'linear', 3).apply(trunk), dense(16, 'linear', 4).apply(trunk)];
const network = tf.model({ inputs: images, outputs: heads });

const unitRows = (x) => tf.div(x, tf.norm(x, 2, 1, true));
const noisy = (seed) => tf.add(pictures, tf.randomNormal([64, 49], 0, 0.2, 'float32', seed));
const embed = (view) => network.apply(view).map(unitRows); // p and n, [N, 16] each
const optimizer = tf.train.adam(0.003);

for (let step = 0; step <= 80; step++) {
  const loss = optimizer.minimize(() => {
    const [[p1, n1], [p2, n2]] = [embed(noisy(2 * step + 1)), embed(noisy(2 * step + 2))];
    return simclrJaccardLoss({ p1, p2, n1, n2 }, { temperature: 0.2 }).loss;
  }, true);
  if (step % 20 === 0) console.log(`step ${step}: loss ${loss.dataSync()[0].toFixed(3)}`);
  loss.dispose();
}

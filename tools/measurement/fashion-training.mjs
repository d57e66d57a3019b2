/** Flags of a training of minutes on Fashion-MNIST, with which tools compare accuracies. */
export const fashionTraining =
  'fashion-mnist --preset original --arch resnet18 --width 16 --m 1024 --temperature 0.07 --momentum 0.99 ' +
  '--batch-size 128 --epochs 7 --eval-every 7 --crop-scale 0.3,1 --limit 8000 --k 200 --no-report --json';

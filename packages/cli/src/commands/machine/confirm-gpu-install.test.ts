import { confirmGpuInstall } from './confirm-gpu-install.js';

const none = { gpus: 0, downloadBytes: 2.2e9 };
const found = 'no NVIDIA GPU was found on this machine, and the GPU build is a download of 2.2 GB';

test('with a GPU nobody is asked', async () => {
  const ask = () => Promise.reject(new Error('asked'));
  await expect(confirmGpuInstall({ ...none, gpus: 1 }, ask)).resolves.toBeUndefined();
});

test('without one it takes a yes', async () => {
  const questions: string[] = [];
  const answering = (answer: string) => (question: string) => {
    questions.push(question);
    return Promise.resolve(answer);
  };
  await expect(confirmGpuInstall(none, answering(' Yes\n'))).resolves.toBeUndefined();
  expect(questions).toEqual([`${found}; install it? [y/N] `]);
  await expect(confirmGpuInstall(none, answering(''))).rejects.toThrow(
    'nothing was installed; to install it without this question add --yes, and for the processor leave out --gpu',
  );
});

test('where nobody can answer, nothing is downloaded', async () => {
  await expect(confirmGpuInstall(none, undefined)).rejects.toThrow(
    `${found}; to install it without this question add --yes, and for the processor leave out --gpu`,
  );
});

// Batch norm and its gradient in plain loops with float64, to compare with.
#pragma once
#include <cmath>
#include <vector>

#include "../batch-norm.h"

struct DirectBatchNorm {
  std::vector<double> mean, variance, y;
  std::vector<double> dx, dResidual, dScale, dOffset;

  typedef std::vector<float> Floats;

  // An empty residual or dOther is none. The gradient is that of dy + dOther, behind the ReLU of `output`, so that
  // values near zero are no matter.
  DirectBatchNorm(const NormShape& s, const Floats& x, const Floats& residual, const Floats& scale,
                  const Floats& offset, const Floats& dy, const Floats& dOther, const Floats& output)
      : mean(s.groups * s.channels),
        variance(mean.size()),
        y(x.size()),
        dx(x.size()),
        dResidual(x.size()),
        dScale(s.channels),
        dOffset(s.channels) {
    const long pixels = s.groupPixels();
    for (int group = 0; group < s.groups; group++)
      for (int c = 0; c < s.channels; c++) {
        const auto at = [&](long pixel) { return (group * pixels + pixel) * s.channels + c; };
        double &m = mean[group * s.channels + c], &v = variance[group * s.channels + c];
        for (long i = 0; i < pixels; i++) m += x[at(i)];
        m /= pixels;
        for (long i = 0; i < pixels; i++) v += (x[at(i)] - m) * (x[at(i)] - m);
        v /= pixels;
        const double inverse = 1 / std::sqrt(v + s.epsilon);
        double sum = 0, product = 0;
        for (long i = 0; i < pixels; i++) {
          const double normalized = (x[at(i)] - m) * inverse;
          const double value = normalized * scale[c] + offset[c] + (residual.empty() ? 0.0f : residual[at(i)]);
          y[at(i)] = s.relu && value < 0 ? 0 : value;
          const double gradient = static_cast<double>(dy[at(i)]) + (dOther.empty() ? 0.0f : dOther[at(i)]);
          dResidual[at(i)] = s.relu && !(output[at(i)] > 0) ? 0 : gradient;
          sum += dResidual[at(i)];
          product += dResidual[at(i)] * normalized;
        }
        dOffset[c] += sum;
        dScale[c] += product;
        for (long i = 0; i < pixels; i++)
          dx[at(i)] = scale[c] * inverse *
                      (dResidual[at(i)] - sum / pixels - (x[at(i)] - m) * inverse * product / pixels);
      }
  }
};

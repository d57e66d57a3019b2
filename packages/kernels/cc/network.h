// Layers that run one after another in one call, and all their gradients in another: in a small step, calls take longer
// than layers. Maps are NHWC, float32. Value 0 is the input, layer i makes value i + 1, the last value is the output.
// Each layer gives the bits of the kernel that it calls.
#pragma once
#include <cstddef>
#include <vector>

#include "batch-norm.h"
#include "convolution.h"
#include "window-convolution.h"

struct InstructionSet;

struct Layer {
  enum Kind { convolution, norm, bias, unitRows };
  Kind kind = convolution;
  int input = 0;
  // Of a convolution. Tiles are the 2 or 4 of F(2x2,3x3) or F(4x4,3x3), or 0 for products of windows.
  int stride = 1, forwardTile = 0, inputTile = 0, filterTile = 0;
  // Of a norm: the value that is added before the ReLU, or -1.
  int residual = -1;
  bool relu = false;
};

struct Lengths {
  int rows, height, width, channels;
  std::ptrdiff_t pixels() const { return static_cast<std::ptrdiff_t>(rows) * height * width; }
  std::ptrdiff_t size() const { return pixels() * channels; }
  bool operator==(const Lengths& o) const {
    return rows == o.rows && height == o.height && width == o.width && channels == o.channels;
  }
};

// A filter [height, width, in, out], or a vector, which has the lengths 1, 1 and 1 before its own.
struct Parameter {
  const float* data;
  int height, width, in, out;
};

// Of a norm, [channels] each, averaged over the groups; the variance is unbiased.
struct NormStatistics {
  float *mean, *variance;
};

class Network {
 public:
  // `groups` and `epsilon` are those of all norms.
  Network(const InstructionSet&, const std::vector<Layer>&, int groups, float epsilon);

  // Takes an input's lengths, none of which is 0, and parameters in the order of the layers: a convolution's filter; a
  // norm's scale and offset; a bias. Returns whether all fit each other, and every value but the last is read once or
  // twice.
  bool fit(const Lengths& input, std::vector<Parameter>);

  int channelsOf(std::size_t layer) const { return lengths_[layer + 1].channels; }
  const Lengths& output() const { return lengths_.back(); }
  // Floats that a forward pass leaves for the gradient.
  std::ptrdiff_t tapeSize() const { return tapeSize_; }

  // `statistics` are of each norm in order. Without a tape nothing is left for a gradient. Throws std::bad_alloc, as
  // `backward` does.
  void forward(const float* x, float* y, float* tape, const std::vector<NormStatistics>& statistics) const;

  // The gradients of x and of all parameters, in order.
  void backward(const float* dy, const float* x, const float* y, const float* tape, float* dx,
                const std::vector<float*>& gradients) const;

 private:
  // In the tape: a layer's output, and a norm's statistics.
  struct Place {
    std::ptrdiff_t output, statistics;
  };

  bool fitLayer(std::size_t at);
  const Parameter* parameterOf(std::size_t at) const { return parameters_.data() + firstParameter_[at]; }
  Shape tilesAt(std::size_t at) const;
  WindowShape windowsAt(std::size_t at) const;
  NormShape normAt(std::size_t at) const;

  const InstructionSet& set_;
  std::vector<Layer> layers_;
  int groups_;
  float epsilon_;
  std::vector<Parameter> parameters_;
  std::vector<Lengths> lengths_;             // of each value
  std::vector<int> uses_;                    // of each value
  std::vector<std::size_t> firstParameter_;  // of each layer
  std::vector<Place> places_;                // of each layer
  std::ptrdiff_t tapeSize_ = 0;
};

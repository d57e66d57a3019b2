#include "network.h"

#include <cmath>
#include <cstring>

#include "average-statistics.h"
#include "buffers.h"
#include "instruction-set.h"

namespace {

constexpr int LONGEST = 1 << 24;
constexpr double LEAST_SQUARES = 1e-24;  // of a row, before the root

// y = x / max(|x|, 1e-12) for each row.
void unitRowsForward(std::ptrdiff_t rows, int columns, const float* x, float* y) {
  for (std::ptrdiff_t row = 0; row < rows; row++, x += columns, y += columns) {
    double squares = 0;
    for (int c = 0; c < columns; c++) squares += static_cast<double>(x[c]) * static_cast<double>(x[c]);
    const double inverse = 1 / std::sqrt(squares > LEAST_SQUARES ? squares : LEAST_SQUARES);
    for (int c = 0; c < columns; c++) y[c] = static_cast<float>(static_cast<double>(x[c]) * inverse);
  }
}

// dx = (dy - y (y dy)) / |x|; of a row that was too short for its length, dy / 1e-12.
void unitRowsBackward(std::ptrdiff_t rows, int columns, const float* x, const float* y, const float* dy, float* dx) {
  for (std::ptrdiff_t row = 0; row < rows; row++, x += columns, y += columns, dy += columns, dx += columns) {
    double squares = 0, along = 0;
    for (int c = 0; c < columns; c++) {
      squares += static_cast<double>(x[c]) * static_cast<double>(x[c]);
      along += static_cast<double>(y[c]) * static_cast<double>(dy[c]);
    }
    if (squares < LEAST_SQUARES) squares = LEAST_SQUARES, along = 0;
    const double inverse = 1 / std::sqrt(squares);
    for (int c = 0; c < columns; c++)
      dx[c] = static_cast<float>((static_cast<double>(dy[c]) - static_cast<double>(y[c]) * along) * inverse);
  }
}

void sumRows(std::ptrdiff_t rows, int columns, const float* x, float* sums) {
  std::vector<double> totals(columns);
  for (std::ptrdiff_t row = 0; row < rows; row++, x += columns)
    for (int c = 0; c < columns; c++) totals[c] += static_cast<double>(x[c]);
  for (int c = 0; c < columns; c++) sums[c] = static_cast<float>(totals[c]);
}

void addTo(float* sum, const float* other, std::ptrdiff_t size) {
  for (std::ptrdiff_t i = 0; i < size; i++) sum[i] += other[i];
}

bool isVector(const Parameter& one, int length) {
  return one.height == 1 && one.width == 1 && one.in == 1 && one.out == length;
}

int parametersOf(Layer::Kind kind) {
  return kind == Layer::convolution || kind == Layer::bias ? 1 : kind == Layer::norm ? 2 : 0;
}

const Kernels& tilesOf(const InstructionSet& set, int tile) { return tile == 2 ? set.tiles2 : set.tiles4; }

// The gradients that have arrived at a value; there is one for each use.
struct Arrived {
  float* parts[2] = {};
  void add(float* gradient) { parts[parts[0] != nullptr] = gradient; }
};

}  // namespace

Network::Network(const InstructionSet& set, const std::vector<Layer>& layers, int groups, float epsilon)
    : set_(set), layers_(layers), groups_(groups), epsilon_(epsilon) {}

Shape Network::tilesAt(std::size_t at) const {
  const Lengths &in = lengths_[layers_[at].input], &out = lengths_[at + 1];
  return {in.rows, in.height, in.width, in.channels, out.channels};
}

WindowShape Network::windowsAt(std::size_t at) const {
  const Lengths &in = lengths_[layers_[at].input], &out = lengths_[at + 1];
  return {in.rows, in.height, in.width, in.channels, out.channels, parameterOf(at)->height, layers_[at].stride};
}

NormShape Network::normAt(std::size_t at) const {
  const Lengths& maps = lengths_[at + 1];
  return {maps.pixels(), maps.channels, groups_, epsilon_, layers_[at].relu};
}

// Adds what a layer makes of its input. Returns whether they fit each other.
bool Network::fitLayer(std::size_t at) {
  const Layer& layer = layers_[at];
  const int last = static_cast<int>(at);
  if (layer.input < 0 || layer.input > last || layer.residual > last) return false;
  const Lengths in = lengths_[layer.input];
  const Parameter* parameter = parameterOf(at);
  Lengths out = in;
  if (layer.kind == Layer::convolution) {
    if (parameter->in != in.channels || parameter->height != parameter->width || parameter->height % 2 != 1 ||
        layer.stride < 1)
      return false;
    out = {in.rows, (in.height - 1) / layer.stride + 1, (in.width - 1) / layer.stride + 1, parameter->out};
    for (const int tile : {layer.forwardTile, layer.inputTile, layer.filterTile}) {
      const bool fits = parameter->height == 3 && layer.stride == 1 &&
                        takes({in.rows, in.height, in.width, in.channels, out.channels});
      if (tile != 0 && !((tile == 2 || tile == 4) && fits)) return false;
    }
  } else if (layer.kind == Layer::norm) {
    if (!isVector(parameter[0], in.channels) || !isVector(parameter[1], in.channels)) return false;
    if (groups_ < 1 || in.rows % groups_ != 0) return false;
    if (layer.residual >= 0 && !(lengths_[layer.residual] == in)) return false;
  } else if (layer.kind == Layer::bias) {
    if (!isVector(*parameter, in.channels)) return false;
  }
  lengths_.push_back(out);
  return out.channels > 0;
}

bool Network::fit(const Lengths& input, std::vector<Parameter> parameters) {
  lengths_ = {input};
  parameters_ = std::move(parameters);
  firstParameter_.clear();
  places_.clear();
  for (const int length : {input.rows, input.height, input.width, input.channels})
    if (length < 1 || length > LONGEST) return false;
  std::size_t wanted = 0;
  for (const Layer& layer : layers_) {
    firstParameter_.push_back(wanted);
    wanted += parametersOf(layer.kind);
  }
  if (wanted != parameters_.size() || layers_.empty()) return false;
  uses_.assign(layers_.size() + 1, 0);
  tapeSize_ = 0;
  const auto reserve = [&](std::ptrdiff_t size) {
    constexpr std::ptrdiff_t LINE = 16;
    const std::ptrdiff_t place = tapeSize_;
    tapeSize_ += (size + LINE - 1) / LINE * LINE;
    return place;
  };
  for (std::size_t at = 0; at < layers_.size(); at++) {
    if (!fitLayer(at)) return false;
    const Layer& layer = layers_[at];
    uses_[layer.input]++;
    if (layer.residual >= 0) uses_[layer.residual]++;
    const bool isLast = at + 1 == layers_.size();
    places_.push_back({reserve(isLast ? 0 : lengths_.back().size()),
                       reserve(layer.kind == Layer::norm ? 2 * groups_ * lengths_.back().channels : 0)});
  }
  // Gradients are added two by two.
  for (std::size_t value = 0; value < layers_.size(); value++)
    if (uses_[value] < 1 || uses_[value] > 2) return false;
  return uses_.back() == 0;
}

void Network::forward(const float* x, float* y, float* tape, const std::vector<NormStatistics>& statistics) const {
  Buffers buffers;
  std::vector<const float*> values{x};
  std::vector<int> uses = uses_;
  std::size_t norms = 0;
  for (std::size_t at = 0; at < layers_.size(); at++) {
    const Layer& layer = layers_[at];
    const Lengths& maps = lengths_[at + 1];
    const Parameter* parameter = parameterOf(at);
    const float* from = values[layer.input];
    float* to = at + 1 == layers_.size() ? y : tape ? tape + places_[at].output : buffers.take(maps.size());
    values.push_back(to);
    if (layer.kind == Layer::convolution) {
      const float* filter = parameter->data;
      if (layer.forwardTile) tilesOf(set_, layer.forwardTile).forward[0](tilesAt(at), from, filter, to);
      else set_.windows.forward[0](windowsAt(at), from, filter, to);
    } else if (layer.kind == Layer::norm) {
      const NormShape shape = normAt(at);
      float* measured = tape ? tape + places_[at].statistics : buffers.take(2 * groups_ * maps.channels);
      const float* residual = layer.residual < 0 ? nullptr : values[layer.residual];
      set_.norm.measure[0](shape, from, measured);
      set_.norm.normalize[0](shape, from, residual, parameter[0].data, parameter[1].data, measured, to);
      averageStatistics(shape, measured, statistics[norms].mean, statistics[norms].variance);
      norms++;
      buffers.give(measured);
    } else if (layer.kind == Layer::bias) {
      for (std::ptrdiff_t pixel = 0; pixel < maps.pixels(); pixel++)
        for (int c = 0; c < maps.channels; c++)
          to[pixel * maps.channels + c] = from[pixel * maps.channels + c] + parameter->data[c];
    } else {
      unitRowsForward(maps.pixels(), maps.channels, from, to);
    }
    for (const int value : {layer.input, layer.residual})
      if (value > 0 && --uses[value] == 0) buffers.give(values[value]);
  }
}

void Network::backward(const float* dy, const float* x, const float* y, const float* tape, float* dx,
                       const std::vector<float*>& gradients) const {
  Buffers buffers;
  const int last = static_cast<int>(layers_.size());
  const auto value = [&](int at) { return at == 0 ? x : at == last ? y : tape + places_[at - 1].output; };
  std::vector<Arrived> arrived(last + 1);
  const auto newGradient = [&](int at) {
    const bool isFirst = arrived[at].parts[0] == nullptr;
    float* gradient = at == 0 && isFirst ? dx : buffers.take(lengths_[at].size());
    arrived[at].add(gradient);
    return gradient;
  };
  std::memcpy(newGradient(last), dy, lengths_[last].size() * sizeof(float));
  for (int at = last - 1; at >= 0; at--) {
    const Layer& layer = layers_[at];
    const Lengths& maps = lengths_[at + 1];
    const Parameter* parameter = parameterOf(at);
    float* const* gradient = gradients.data() + firstParameter_[at];
    const auto [first, second] = arrived[at + 1].parts;
    if (second && layer.kind != Layer::norm) addTo(first, second, maps.size());
    if (layer.kind == Layer::convolution) {
      const float* from = value(layer.input);
      if (layer.filterTile) tilesOf(set_, layer.filterTile).filterGradient[0](tilesAt(at), from, first, *gradient);
      else set_.windows.filterGradient[0](windowsAt(at), from, first, *gradient);
      float* to = newGradient(layer.input);
      if (layer.inputTile) tilesOf(set_, layer.inputTile).inputGradient[0](tilesAt(at), first, parameter->data, to);
      else set_.windows.inputGradient[0](windowsAt(at), first, parameter->data, to);
    } else if (layer.kind == Layer::norm) {
      float* to = newGradient(layer.input);
      float* dResidual = layer.residual < 0 ? nullptr : newGradient(layer.residual);
      set_.norm.gradient[0](normAt(at), {first, second, value(layer.input), layer.relu ? value(at + 1) : nullptr,
                                         parameter->data, tape + places_[at].statistics, to, dResidual, gradient[0],
                                         gradient[1]});
    } else if (layer.kind == Layer::bias) {
      sumRows(maps.pixels(), maps.channels, first, *gradient);
      std::memcpy(newGradient(layer.input), first, maps.size() * sizeof(float));
    } else {
      unitRowsBackward(maps.pixels(), maps.channels, value(layer.input), value(at + 1), first, newGradient(layer.input));
    }
    buffers.give(first);
    buffers.give(second);
  }
  if (const float* second = arrived[0].parts[1]) addTo(dx, second, lengths_[0].size());
}

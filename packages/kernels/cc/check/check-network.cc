#include "check-network.h"

#include <cstdio>
#include <random>

#include "../network.h"
#include "../parallel.h"
#include "direct-batch-norm.h"
#include "direct-convolution.h"
#include "values.h"

namespace {

Layer convolution(int input, int stride, int forwardTile = 0, int inputTile = 0, int filterTile = 0) {
  Layer layer;
  layer.input = input, layer.stride = stride;
  layer.forwardTile = forwardTile, layer.inputTile = inputTile, layer.filterTile = filterTile;
  return layer;
}
Layer norm(int input, int residual, bool relu) {
  Layer layer;
  layer.kind = Layer::norm, layer.input = input, layer.residual = residual, layer.relu = relu;
  return layer;
}
Layer plain(Layer::Kind kind, int input) {
  Layer layer;
  layer.kind = kind, layer.input = input;
  return layer;
}

// Two blocks of a ResNet, the second with a convolution in its shortcut, then the end of a head.
const std::vector<Layer> LAYERS{
    convolution(0, 1, 2, 4, 2), norm(1, -1, true),     convolution(2, 1), norm(3, 0, true),
    convolution(4, 2),          norm(5, -1, false),    convolution(4, 2), norm(7, 6, true),
    plain(Layer::bias, 8),      plain(Layer::unitRows, 9)};
const Lengths INPUT{6, 5, 6, 16};
constexpr int GROUPS = 2;
constexpr float EPSILON = 1e-5f;

// The parameters' lengths, in the order of the layers.
const std::vector<Parameter> PARAMETERS{
    {nullptr, 3, 3, 16, 16}, {nullptr, 1, 1, 1, 16}, {nullptr, 1, 1, 1, 16}, {nullptr, 3, 3, 16, 16},
    {nullptr, 1, 1, 1, 16},  {nullptr, 1, 1, 1, 16}, {nullptr, 1, 1, 16, 19}, {nullptr, 1, 1, 1, 19},
    {nullptr, 1, 1, 1, 19},  {nullptr, 3, 3, 16, 19}, {nullptr, 1, 1, 1, 19}, {nullptr, 1, 1, 1, 19},
    {nullptr, 1, 1, 1, 19}};

Floats rounded(const std::vector<double>& values) { return Floats(values.begin(), values.end()); }

// The same in plain loops with float64 sums, rounded to float32 between layers.
struct Exact {
  const Floats& x;
  const std::vector<Floats>& parameters;
  std::vector<Floats> values{x};
  std::vector<Lengths> lengths{INPUT};
  std::vector<double> statistics;                 // of each norm, mean then biased variance
  std::vector<std::vector<double>> gradients;     // of each parameter
  std::vector<std::vector<double>> ofValues;      // of each value

  Exact(const Floats& x, const std::vector<Floats>& parameters, const Floats& dy) : x(x), parameters(parameters) {
    std::size_t parameter = 0;
    std::vector<std::size_t> first;
    for (const Layer& layer : LAYERS) {
      first.push_back(parameter);
      parameter += layer.kind == Layer::norm ? 2 : layer.kind == Layer::unitRows ? 0 : 1;
      forward(layer, first.back());
    }
    gradients.resize(parameters.size());
    for (const Floats& value : values) ofValues.emplace_back(value.size());
    ofValues.back().assign(dy.begin(), dy.end());
    for (std::size_t at = LAYERS.size(); at-- > 0;) backward(LAYERS[at], at, first[at]);
  }

  WindowShape windows(const Layer& layer, std::size_t parameter) const {
    const Lengths& in = lengths[layer.input];
    const Parameter& filter = PARAMETERS[parameter];
    return {in.rows, in.height, in.width, in.channels, filter.out, filter.height, layer.stride};
  }
  NormShape normShape(const Layer& layer) const {
    const Lengths& in = lengths[layer.input];
    return {in.pixels(), in.channels, GROUPS, EPSILON, layer.relu};
  }
  Floats residual(const Layer& layer) const { return layer.residual < 0 ? Floats{} : values[layer.residual]; }
  static double lengthOf(const float* row, int columns) {
    double squares = 0;
    for (int c = 0; c < columns; c++) squares += static_cast<double>(row[c]) * row[c];
    return std::sqrt(squares);
  }

  void forward(const Layer& layer, std::size_t parameter) {
    const Floats& in = values[layer.input];
    Lengths out = lengths[layer.input];
    Floats y = in;
    if (layer.kind == Layer::convolution) {
      const WindowShape s = windows(layer, parameter);
      out = {s.rows, s.outHeight(), s.outWidth(), s.outChannels};
      y = rounded(DirectConvolution(s, in, parameters[parameter], Floats(out.size())).forward);
    } else if (layer.kind == Layer::norm) {
      const DirectBatchNorm one(normShape(layer), in, residual(layer), parameters[parameter], parameters[parameter + 1],
                                Floats(in.size()), {}, in);
      y = rounded(one.y);
      const double count = static_cast<double>(normShape(layer).groupPixels()), unbiased = count / (count - 1);
      for (int c = 0; c < out.channels; c++) statistics.push_back((one.mean[c] + one.mean[out.channels + c]) / 2);
      for (int c = 0; c < out.channels; c++)
        statistics.push_back((one.variance[c] + one.variance[out.channels + c]) / 2 * unbiased);
    } else {
      for (std::size_t i = 0; i < y.size(); i++) {
        const std::size_t c = i % out.channels;
        y[i] = layer.kind == Layer::bias ? in[i] + parameters[parameter][c]
                                         : static_cast<float>(in[i] / lengthOf(&in[i - c], out.channels));
      }
    }
    values.push_back(y);
    lengths.push_back(out);
  }

  void arrive(int value, const std::vector<double>& gradient) {
    for (std::size_t i = 0; i < gradient.size(); i++) ofValues[value][i] += gradient[i];
  }

  void backward(const Layer& layer, std::size_t at, std::size_t parameter) {
    const Floats &in = values[layer.input], &y = values[at + 1], dy = rounded(ofValues[at + 1]);
    const int channels = lengths[at + 1].channels;
    if (layer.kind == Layer::convolution) {
      const DirectConvolution one(windows(layer, parameter), in, parameters[parameter], dy);
      gradients[parameter] = one.filterGradient;
      arrive(layer.input, one.inputGradient);
    } else if (layer.kind == Layer::norm) {
      const DirectBatchNorm one(normShape(layer), in, residual(layer), parameters[parameter], parameters[parameter + 1],
                                dy, {}, y);
      gradients[parameter] = one.dScale;
      gradients[parameter + 1] = one.dOffset;
      arrive(layer.input, one.dx);
      if (layer.residual >= 0) arrive(layer.residual, one.dResidual);
    } else if (layer.kind == Layer::bias) {
      gradients[parameter].resize(channels);
      for (std::size_t i = 0; i < dy.size(); i++) gradients[parameter][i % channels] += dy[i];
      arrive(layer.input, std::vector<double>(dy.begin(), dy.end()));
    } else {
      std::vector<double> dx(dy.size());
      for (std::size_t row = 0; row < dy.size(); row += channels) {
        double along = 0;
        for (int c = 0; c < channels; c++) along += static_cast<double>(y[row + c]) * dy[row + c];
        for (int c = 0; c < channels; c++) dx[row + c] = (dy[row + c] - y[row + c] * along) / lengthOf(&in[row], channels);
      }
      arrive(layer.input, dx);
    }
  }
};

struct Results {
  Floats y, statistics, dx;
  std::vector<Floats> gradients;
};

Results compute(const Network& network, const Floats& x, const Floats& dy) {
  Results r;
  Floats tape(network.tapeSize(), NAN), unrecorded(dy.size(), NAN);
  std::vector<NormStatistics> statistics;
  std::size_t length = 0;
  for (std::size_t at = 0; at < LAYERS.size(); at++)
    if (LAYERS[at].kind == Layer::norm) length += 2 * network.channelsOf(at);
  r.statistics.assign(length, NAN);
  for (std::size_t at = 0, place = 0; at < LAYERS.size(); at++) {
    if (LAYERS[at].kind != Layer::norm) continue;
    const int channels = network.channelsOf(at);
    statistics.push_back({&r.statistics[place], &r.statistics[place + channels]});
    place += 2 * channels;
  }
  r.y.assign(dy.size(), NAN);
  network.forward(x.data(), unrecorded.data(), nullptr, statistics);
  network.forward(x.data(), r.y.data(), tape.data(), statistics);
  if (!areSame(r.y, unrecorded)) r.y.clear();
  r.dx.assign(x.size(), NAN);
  std::vector<float*> gradients;
  for (const Parameter& one : PARAMETERS)
    r.gradients.emplace_back(static_cast<std::size_t>(one.height) * one.width * one.in * one.out, NAN);
  for (Floats& one : r.gradients) gradients.push_back(one.data());
  network.backward(dy.data(), x.data(), r.y.data(), tape.data(), r.dx.data(), gradients);
  return r;
}

// Layers and lengths of which one thing is wrong.
int checkRefusals(const InstructionSet& set) {
  int failures = 0;
  const auto refuse = [&](const char* what, std::vector<Layer> layers, Lengths input, std::vector<Parameter> parameters) {
    if (!Network(set, layers, GROUPS, EPSILON).fit(input, std::move(parameters))) return;
    failures++;
    std::printf("%s network: takes %s\n", set.name, what);
  };
  auto layers = LAYERS;
  auto parameters = PARAMETERS;
  refuse("an input without rows", layers, {0, 5, 6, 16}, parameters);
  refuse("rows that are no multiple of the groups", layers, {5, 5, 6, 16}, parameters);
  refuse("other channels", layers, {6, 5, 6, 32}, parameters);
  parameters.pop_back();
  refuse("too few parameters", layers, INPUT, parameters);
  parameters = PARAMETERS;
  parameters[0].height = 2;
  refuse("a filter that is not square", layers, INPUT, parameters);
  parameters = PARAMETERS;
  parameters[1].out = 17;
  refuse("a scale of other channels", layers, INPUT, parameters);
  layers[3].residual = 4;
  refuse("a residual from behind", layers, INPUT, PARAMETERS);
  layers[3].residual = -1;
  layers[0].forwardTile = 3;
  refuse("tiles of 3", layers, INPUT, PARAMETERS);
  layers = LAYERS;
  layers[6].forwardTile = 2;
  refuse("tiles with a stride of 2", layers, INPUT, PARAMETERS);
  layers = LAYERS;
  layers[7].residual = -1;
  refuse("a value that nothing reads", layers, INPUT, PARAMETERS);
  layers = LAYERS;
  layers[1].residual = 0;
  refuse("a value that is read three times", layers, INPUT, PARAMETERS);
  refuse("no layers", {}, INPUT, {});
  return failures;
}

}  // namespace

int checkNetwork(const InstructionSet& set, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<float> normal;
  std::vector<Floats> values;
  std::vector<Parameter> parameters = PARAMETERS;
  for (const Parameter& one : parameters)
    values.emplace_back(static_cast<std::size_t>(one.height) * one.width * one.in * one.out);
  Network network(set, LAYERS, GROUPS, EPSILON);
  for (std::size_t i = 0; i < values.size(); i++) {
    for (float& value : values[i]) value = normal(random);
    parameters[i].data = values[i].data();
  }
  if (!network.fit(INPUT, parameters)) return std::printf("%s network: layers don't fit\n", set.name), 1;
  Floats x(INPUT.size()), dy(network.output().size());
  for (auto* some : {&x, &dy})
    for (float& value : *some) value = normal(random);
  useThreads(1);
  const Results one = compute(network, x, dy);
  useThreads(3);
  const Results three = compute(network, x, dy);
  const Exact exact(x, values, dy);
  const std::vector<double> y(exact.values.back().begin(), exact.values.back().end());
  double worst = error(one.statistics, exact.statistics);
  const auto include = [&](double error) { worst = error <= worst ? worst : error; };
  include(one.y.empty() ? NAN : error(one.y, y));
  include(error(one.dx, exact.ofValues[0]));
  bool areEqual = areSame(one.y, three.y) && areSame(one.statistics, three.statistics) && areSame(one.dx, three.dx);
  for (std::size_t i = 0; i < values.size(); i++) {
    include(error(one.gradients[i], exact.gradients[i]));
    areEqual = areEqual && areSame(one.gradients[i], three.gradients[i]);
  }
  std::printf("%s network: worst error %.1e%s\n", set.name, worst, areEqual ? "" : ", and threads make a difference");
  constexpr double TOLERANCE = 2e-5;
  return (worst <= TOLERANCE && areEqual ? 0 : 1) + checkRefusals(set);
}

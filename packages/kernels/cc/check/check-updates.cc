#include "check-updates.h"

#include <cmath>
#include <cstdio>
#include <random>

#include "../parallel.h"
#include "../update.h"

namespace {

using Floats = std::vector<float>;

// Some variables' values, then their moments; and their sources.
struct State {
  std::vector<Floats> tensors, sources;

  std::vector<Variable> variables(Rule rule) {
    const std::size_t count = sources.size();
    std::vector<Variable> result;
    for (std::size_t i = 0; i < count; i++) {
      result.push_back({tensors[i].data(), {}, sources[i].data(), static_cast<std::int64_t>(sources[i].size()), i % 2 == 0});
      for (int moment = 0; moment < momentsOf(rule); moment++)
        result[i].moments[moment] = tensors[(1 + moment) * count + i].data();
    }
    return result;
  }
};

double length(const Floats& values) {
  double sum = 0;
  for (double value : values) sum += value * value;
  return std::sqrt(sum);
}

// One variable after a step: value, then moments.
std::vector<std::vector<double>> exact(Rule rule, const float* n, double scale, const std::vector<const Floats*>& before,
                                       const Floats& source, bool isLayer) {
  std::vector<std::vector<double>> after;
  for (const Floats* values : before) after.emplace_back(values->begin(), values->end());
  double rate = n[0];
  if (rule == Rule::lars && isLayer) {
    const double own = length(*before[0]), force = scale * length(source) + n[1] * own;
    if (own > 0 && force > 0) rate = n[3] * own / force * n[0];
  }
  for (std::size_t i = 0; i < source.size(); i++) {
    double& value = after[0][i];
    const double g = source[i] * scale;
    switch (rule) {
      case Rule::adam: {
        double &m = after[1][i], &v = after[2][i];
        value *= n[2];
        const double decayed = g + value * n[1];
        m += (decayed - m) * (1 - static_cast<double>(n[4]));
        v += (decayed * decayed - v) * (1 - static_cast<double>(n[5]));
        value -= m * n[0] / (std::sqrt(v) + n[3]);
        break;
      }
      case Rule::sgd: {
        double& velocity = after[1][i];
        velocity = velocity * n[2] + g + value * n[1];
        value -= velocity * n[0];
        break;
      }
      case Rule::lars: {
        double& velocity = after[1][i];
        velocity = velocity * n[2] + rate * (g + (isLayer ? value * n[1] : 0));
        value -= velocity;
        break;
      }
      case Rule::towards:
        value -= (value - g) * n[0];
    }
  }
  return after;
}

double worstError(const std::vector<std::vector<double>>& expected, const std::vector<const Floats*>& actual) {
  double worst = 0;
  for (std::size_t t = 0; t < expected.size(); t++)
    for (std::size_t i = 0; i < expected[t].size(); i++) {
      const double error = std::abs((*actual[t])[i] - expected[t][i]);
      if (!(error <= worst)) worst = error;
    }
  return worst;
}

}  // namespace

int checkUpdates(unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<float> normal;
  int failures = 0;
  const struct {
    Rule rule;
    const char* name;
    Floats numbers;
  } rules[] = {{Rule::adam, "adam", {0.01f, 0.1f, 1, 1e-8f, 0.9f, 0.999f}},
               {Rule::adam, "adamw", {0.01f, 0, 0.99f, 1e-8f, 0.9f, 0.999f}},
               {Rule::sgd, "sgd", {0.1f, 0.01f, 0.9f}},
               {Rule::lars, "lars", {0.1f, 0.01f, 0.9f, 0.001f}},
               {Rule::towards, "towards", {0.01f}}};
  for (const auto& [rule, name, numbers] : rules) {
    State one;
    for (std::size_t size : {1, 7, 8, 0, 40000, 16384, 33}) {
      one.sources.emplace_back(size);
      for (float& value : one.sources.back()) value = normal(random);
    }
    const std::size_t count = one.sources.size();
    for (int kind = 0; kind <= momentsOf(rule); kind++)
      for (std::size_t i = 0; i < count; i++) {
        one.tensors.emplace_back(one.sources[i].size());
        for (float& value : one.tensors.back()) value = kind == 2 ? std::abs(normal(random)) : normal(random);
      }
    const State before = one;
    State three = one;
    useThreads(1);
    update(rule, numbers.data(), 0.5f, one.variables(rule));
    useThreads(3);
    update(rule, numbers.data(), 0.5f, three.variables(rule));
    double worst = 0;
    for (std::size_t i = 0; i < count; i++) {
      std::vector<const Floats*> from, to;
      for (int kind = 0; kind <= momentsOf(rule); kind++) {
        from.push_back(&before.tensors[kind * count + i]);
        to.push_back(&one.tensors[kind * count + i]);
      }
      const double error = worstError(exact(rule, numbers.data(), 0.5, from, one.sources[i], i % 2 == 0), to);
      if (!(error <= worst)) worst = error;
    }
    // A few roundings of values of at most 5.
    const bool fails = !(worst <= 2e-6) || one.tensors != three.tensors;
    failures += fails;
    std::printf("%s: worst error %.1e%s\n", name, worst, fails ? ", failed" : "");
  }
  Floats large(50001), small(3);
  for (auto* values : {&large, &small})
    for (float& value : *values) value = normal(random);
  const std::vector<Part> parts{{large.data(), 50001}, {small.data(), 3}};
  useThreads(1);
  const double one = norm(parts);
  useThreads(3);
  const bool fails = !(std::abs(one / std::hypot(length(large), length(small)) - 1) < 1e-12) || one != norm(parts);
  std::printf("norm: %s\n", fails ? "failed" : "right");
  return failures + fails;
}

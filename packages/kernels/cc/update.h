// The steps of optimizers on many variables at once. Every rule is computed element by element in float32, with
// one rounding for each operation and in the order of TensorFlow's kernels, so that the results are theirs bit for
// bit, whatever the instruction set. Only LARS's norms are sums: in float64, in an order that does not depend on
// the number of threads.
#pragma once
#include <cstdint>
#include <vector>

enum class Rule { adam, sgd, lars, towards };

// How many moments a rule keeps of each variable.
constexpr int momentsOf(Rule rule) { return rule == Rule::adam ? 2 : rule == Rule::towards ? 0 : 1; }

// How many numbers a rule takes:
//   adam     rate, weight decay added to the gradient, factor of the value before the step (AdamW's decay),
//            epsilon, beta1, beta2; the corrections of the bias are in the rate and in epsilon
//   sgd      rate, weight decay, momentum
//   lars     rate, weight decay, momentum, trust
//   towards  rate: value - rate * (value - source)
constexpr int numbersOf(Rule rule) {
  return rule == Rule::adam ? 6 : rule == Rule::sgd ? 3 : rule == Rule::lars ? 4 : 1;
}

struct Variable {
  float* value;
  float* moments[2];
  const float* source;  // the gradient, or what a value moves towards
  std::int64_t size;
  bool isLayer;  // of two dimensions or more
};

// Changes values and moments in place. Sources are multiplied by `scale` first.
void update(Rule, const float* numbers, float scale, const std::vector<Variable>&);

struct Part {
  const float* at;
  std::int64_t size;
};

// The Euclidean norm of all numbers of the parts together.
double norm(const std::vector<Part>&);

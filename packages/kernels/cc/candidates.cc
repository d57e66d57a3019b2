#include "candidates.h"

#include <algorithm>
#include <limits>
#include <vector>

namespace {

struct Candidate {
  float product;
  std::int32_t row;
};

bool isBetter(const Candidate& one, const Candidate& other) {
  const bool isNan = one.product != one.product, isOtherNan = other.product != other.product;
  if (isNan || isOtherNan) return isNan == isOtherNan ? one.row < other.row : isOtherNan;
  return one.product != other.product ? one.product > other.product : one.row < other.row;
}

// So many more than k are collected before the worst are dropped.
constexpr std::size_t SPARE = 256;

}  // namespace

struct Candidates::Lists {
  std::size_t k;
  std::vector<std::vector<Candidate>> of;
  std::vector<float> least;
};

Candidates::Candidates(std::ptrdiff_t queries, std::ptrdiff_t k)
    : lists_(new Lists{static_cast<std::size_t>(k), {}, {}}) {
  lists_->of.resize(queries);
  lists_->least.assign(queries, std::numeric_limits<float>::quiet_NaN());
}

Candidates::~Candidates() { delete lists_; }

float Candidates::least(std::ptrdiff_t query) const {
  const auto& least = lists_->least;
  return static_cast<std::size_t>(query) < least.size() ? least[query] : std::numeric_limits<float>::infinity();
}

float Candidates::add(std::ptrdiff_t query, float product, std::int32_t row) {
  auto& list = lists_->of[query];
  const std::size_t k = lists_->k;
  list.push_back({product, row});
  if (list.size() < k + SPARE + k / 2) return lists_->least[query];
  std::nth_element(list.begin(), list.begin() + (k - 1), list.end(), isBetter);
  list.resize(k);
  return lists_->least[query] = list[k - 1].product;
}

void Candidates::write(std::ptrdiff_t query, float* products, std::int32_t* rows) {
  auto& list = lists_->of[query];
  std::partial_sort(list.begin(), list.begin() + lists_->k, list.end(), isBetter);
  for (std::size_t i = 0; i < lists_->k; i++) {
    products[i] = list[i].product;
    rows[i] = list[i].row;
  }
}

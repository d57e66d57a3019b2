// The matrix products of transformed tiles, in blocks of registers.
#pragma once
#include "vector.h"

namespace {

// A matrix's element (i, k) is at[i * row + k * step].
struct Left {
  const float* at;
  Index row, step;
};
// Rows of consecutive columns.
struct Right {
  const float* at;
  Index row;
};
struct Product {
  float* at;
  Index row;
};

// R rows and C vectors of columns of a * b, summed over `depth`; added to what is there if `add`.
template <int R, int C>
void multiplyBlock(bool add, int depth, Left a, Right b, Product c) {
  V sum[R][C];
#pragma GCC unroll 16
  for (int i = 0; i < R; i++)
    for (int j = 0; j < C; j++) sum[i][j] = add ? load(c.at + i * c.row + j * W) : V{};
  for (int k = 0; k < depth; k++, a.at += a.step, b.at += b.row) {
    V right[C];
    for (int j = 0; j < C; j++) right[j] = load(b.at + j * W);
#pragma GCC unroll 16
    for (int i = 0; i < R; i++) {
      const V left = splat(a.at[i * a.row]);
      for (int j = 0; j < C; j++) sum[i][j] += left * right[j];
    }
  }
#pragma GCC unroll 16
  for (int i = 0; i < R; i++)
    for (int j = 0; j < C; j++) store(c.at + i * c.row + j * W, sum[i][j]);
}

typedef void MultiplyBlock(bool, int, Left, Right, Product);
struct BlocksByRows {
  MultiplyBlock* of[ROWS];
};
template <int C, int... R>
constexpr BlocksByRows blocksByRows(std::integer_sequence<int, R...>) {
  return {{multiplyBlock<R + 1, C>...}};
}

// c [rows, columns] = a * b, or c + a * b if `add`. columns: a multiple of W.
ONCE void multiply(bool add, int rows, int columns, int depth, Left a, Right b, Product c) {
  static constexpr auto wide = blocksByRows<COLUMNS>(std::make_integer_sequence<int, ROWS>());
  static constexpr auto narrow = blocksByRows<1>(std::make_integer_sequence<int, ROWS>());
  // Even shares of rows: 32 = 11 + 11 + 10 rather than 12 + 12 + 8.
  for (int row = 0, blocks = quotientUp(rows, ROWS); row < rows; blocks--) {
    const int share = quotientUp(rows - row, blocks);
    for (int column = 0; column < columns;) {
      const bool isWide = columns - column >= COLUMNS * W;
      (isWide ? wide : narrow)
          .of[share - 1](add, depth, {a.at + row * a.row, a.row, a.step}, {b.at + column, b.row},
                         {c.at + row * c.row + column, c.row});
      column += isWide ? COLUMNS * W : W;
    }
    row += share;
  }
}

constexpr int PAD = 16;            // of rows and planes, against cache lines that fall on one set
constexpr int PANEL = COLUMNS * W;  // columns of filters that are kept together

}  // namespace

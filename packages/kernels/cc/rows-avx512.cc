#include "row-kernels-table.h"

extern const RowKernels rowsAvx512 = rowKernels;

#include "row-kernels-table.h"

extern const RowKernels rowsAvx2 = rowKernels;

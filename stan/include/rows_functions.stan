// Functions of all rows, in C++ with their derivatives: external/rows.hpp. Of the least of bound times the linear
// predictors without an intercept:
real least_linear_predictor(int bound, vector beta, vector b,
#include rows_signature.stan
);

  // Rows: predictors, and after them the columns of smooths, which are the last terms (dense, or in compressed rows);
  // offset, weights; a level of each other term for each row, never a dense Z. A coefficient of a term multiplies
  // column z_column of Z, or 1 where z_column is 0.
  int<lower=0, upper=n_terms> n_smooth;
  int<lower=K> n_columns;
  int<lower=0> N;
  int<lower=0, upper=1> sparse_X;
  matrix[(1 - sparse_X) * N, (1 - sparse_X) * n_columns] X;
  int<lower=0> nnz_X;
  vector[nnz_X] X_w;
  array[nnz_X] int<lower=1> X_v;
  array[sparse_X ? N + 1 : 0] int<lower=1> X_u;
  int<lower=0, upper=1> has_offset;
  vector[N] offset_;
  int<lower=0, upper=1> weighted;
  vector<lower=0>[weighted ? N : 0] weights;
  array[n_terms - n_smooth, N] int<lower=1> level;
  int<lower=0> n_z;
  matrix[N, n_z] Z;
  array[sum(p) - n_smooth] int<lower=0, upper=n_z> z_column;
  // What the data say of each effect, and their information on it; see group_effects.stan.
  int<lower=0, upper=1> informed;
  vector<lower=0>[informed ? n_effects(p, l) : 0] information;
  vector[informed ? n_effects(p, l) : 0] estimate;
  // Which is less by shift times (coef - center) where coefficients are not at their center.
  int<lower=0, upper=1> decoupled;
  matrix[decoupled ? n_effects(p, l) : 0, decoupled ? has_intercept + K : 0] shift;
  matrix[informed ? n_columns - K : 0, informed ? n_columns - K : 0] cross;
  // Terms of few levels, whose sds are hardly known: the larger they are, the less is known of the coefficients.
  array[n_terms] int<lower=0, upper=1> few;
  int<lower=0> n_few;
  vector<lower=0, upper=1>[n_few] usual_share;
  matrix[n_few ? has_intercept + K : 0, n_few] widening;
  // Or effects and coefficients together are standard normal beside a normal likelihood, see external/conditional_normal.hpp.
  int<lower=0, upper=1> conditional;
  int<lower=0> n_plan;
  array[n_plan] int plan;
  int<lower=0> n_A;
  vector[n_A] A;
  int<lower=0> n_g;
  vector[n_g] g;
  // Link: 1 identity, 2 log, 3 inverse, 4 1/mu^2, 5 square root, 6 logit, 7 probit, 8 cauchit, 9 cloglog.
  int<lower=1, upper=9> link;
  // Linear predictors must be positive (1) or negative (-1). The intercept keeps them so: its coordinate, the first
  // of z, is the logarithm of the distance of the nearest row from the bound.
  int<lower=-1, upper=1> bound;

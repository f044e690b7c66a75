  // The curve as postfix code (nbmixed/design/curves_code.py): at each step an operation and, for 1 (constant),
  // 2 (column of the data) and 3 (parameter), the place of what it pushes.
  int<lower=1> n_steps;
  array[n_steps] int<lower=1> op;
  array[n_steps] int<lower=0> arg;
  int<lower=0> n_constants;
  vector[n_constants] constants;
  int<lower=1> depth;
  int<lower=0> N;
  int<lower=0> n_columns;
  array[n_columns] vector[N] columns;
  // Coefficients first_x[k] : first_x[k] + n_x[k] - 1 belong to parameter k; a constant one has no column in X.
  int<lower=1> P;
  array[P] int<lower=1> first_x;
  array[P] int<lower=1> n_x;
  array[P] int<lower=0, upper=1> is_constant;
  matrix[N, K] X;
  // The parameter that each coefficient of the group-level terms adds to, term by term.
  array[sum(p)] int<lower=1, upper=P> effect_on;
  array[n_terms, N] int<lower=1> level;
  // What the data say of each effect, and their information on it; see group_effects.stan.
  int<lower=0, upper=1> informed;
  vector<lower=0>[informed ? n_effects(p, l) : 0] information;
  vector[informed ? n_effects(p, l) : 0] estimate;

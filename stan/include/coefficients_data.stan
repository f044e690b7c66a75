  // Intercept (if any) and coefficients of the predictors are center + spread * z (or unit .* z): coordinates in
  // which the posterior is roughly standard normal. They change the geometry, not the model.
  int<lower=0, upper=1> has_intercept;
  int<lower=0> K;
  int<lower=0, upper=1> dense_spread;
  vector[has_intercept + K] center;
  matrix[dense_spread * (has_intercept + K), dense_spread * (has_intercept + K)] spread;
  vector<lower=0>[(1 - dense_spread) * (has_intercept + K)] unit;
  // Priors: 0 flat, 1 normal, 2 Student t, 4 Laplace; and shrinkage priors, whose coefficients are functions of
  // z, local and global scales: 5 lasso, 6 product of normals, 7 and 8 horseshoes.
  int<lower=0, upper=8> prior_dist;
  vector[prior_dist == 0 || prior_dist >= 7 ? 0 : K] prior_location;
  vector<lower=0>[prior_dist == 0 || prior_dist >= 7 ? 0 : K] prior_scale;
  vector<lower=0>[prior_dist == 2 || prior_dist == 5 || prior_dist >= 7 ? K : 0] prior_df;
  vector<lower=0>[prior_dist == 8 ? K : 0] prior_df2;
  array[prior_dist == 6 ? K : 0] int<lower=1> n_factors;
  int<lower=0, upper=1> global_relative;  // to the auxiliary parameter
  real<lower=0> global_df;
  real<lower=0> global_scale;
  real<lower=0> slab_df;
  real<lower=0> slab_scale;
  int<lower=0> n_local;
  int<lower=0> n_global;
  int<lower=0, upper=2> intercept_dist;
  vector[intercept_dist == 0 ? 0 : has_intercept] intercept_location;
  vector<lower=0>[intercept_dist == 0 ? 0 : has_intercept] intercept_scale;
  vector<lower=0>[intercept_dist == 2 ? has_intercept : 0] intercept_df;
  int<lower=0, upper=1> prior_only;

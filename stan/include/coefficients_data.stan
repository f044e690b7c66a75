  // Intercept (if any) and coefficients of the centred predictors are center + spread * z: coordinates
  // in which the posterior is roughly standard normal. They change the geometry, not the model.
  int<lower=0, upper=1> has_intercept;
  int<lower=0> K;
  vector[has_intercept + K] center;
  matrix[has_intercept + K, has_intercept + K] spread;
  int<lower=0, upper=2> prior_dist;
  vector[prior_dist == 0 ? 0 : K] prior_location;
  vector<lower=0>[prior_dist == 0 ? 0 : K] prior_scale;
  vector<lower=0>[prior_dist == 2 ? K : 0] prior_df;
  int<lower=0, upper=2> intercept_dist;
  vector[intercept_dist == 0 ? 0 : has_intercept] intercept_location;
  vector<lower=0>[intercept_dist == 0 ? 0 : has_intercept] intercept_scale;
  vector<lower=0>[intercept_dist == 2 ? has_intercept : 0] intercept_df;
  int<lower=0, upper=1> prior_only;

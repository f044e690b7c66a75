  vector[has_intercept + K] z;
  vector<lower=0>[n_local] local;
  vector<lower=0>[n_global] global;

// A normal sample: small, with every kind of block.
data {
  int<lower=1> N;
  vector[N] y;
  real<lower=0> prior_scale;
}
parameters {
  real mu;
  real<lower=0> sigma;
}
transformed parameters {
  vector[2] scaled = [mu / sigma, sigma * sigma]';
}
model {
  profile("priors") {
    mu ~ normal(0, prior_scale);
    sigma ~ exponential(1);
  }
  y ~ normal(mu, sigma);
}
generated quantities {
  real y_rep = normal_rng(mu, sigma);
  matrix[2, 2] corner = [[mu, sigma], [0, 1]];
}

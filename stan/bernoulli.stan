/* 0/1 outcome, logit link, group effects sampled. */
functions {
#include priors.stan
#include covariance.stan
#include effects.stan
#include group_effects.stan
}
data {
#include coefficients_data.stan
#include terms_data.stan
#include rows_data.stan
  array[N] int<lower=0, upper=1> y;
}
parameters {
  vector[has_intercept + K] z;
#include terms_parameters.stan
  vector[n_effects(p, l)] z_b;
}
model {
  vector[has_intercept + K] coef = center + spread * z;
#include coefficients_model.stan
#include terms_model.stan
  vector[n_effects(p, l)] b = group_effects_lp(z_b, theta_L, p, l, partly_centred, centring);

  if (!prior_only) {
    vector[K] beta = tail(coef, K);
    vector[N] eta = add_effects(offset_ + sum(head(coef, has_intercept)), b, p, l, level, Z, z_column);
    if (weighted) {
      eta += X * beta;
      target += dot_product(weights, to_vector(y) .* eta - log1p_exp(eta));
    } else if (K) {
      target += bernoulli_logit_glm_lpmf(y | X, eta, beta);
    } else {
      target += bernoulli_logit_lpmf(y | eta);
    }
  }
}

/* Gaussian outcome, identity link, group effects (if any) sampled. */
functions {
#include priors.stan
#include covariance.stan
#include effects.stan
#include group_effects.stan
}
data {
#include coefficients_data.stan
#include aux_data.stan
#include terms_data.stan
#include rows_data.stan
  vector[N] y;
}
parameters {
  vector[has_intercept + K] z;
  real<lower=0> aux_raw;
#include terms_parameters.stan
  vector[n_effects(p, l)] z_b;
}
model {
  vector[has_intercept + K] coef = center + spread * z;
  real sigma = aux_unit * aux_raw;
#include coefficients_model.stan
  target += positive_prior_lpdf(sigma | aux_dist, aux_location, aux_scale, aux_df);
#include terms_model.stan
  theta_L *= sigma;
  vector[n_effects(p, l)] b = group_effects_lp(z_b, theta_L, p, l, partly_centred, centring);

  if (!prior_only) {
    vector[K] beta = tail(coef, K);
    vector[N] eta = add_effects(offset_ + sum(head(coef, has_intercept)), b, p, l, level, Z, z_column);
    if (weighted) {
      vector[N] error = y - eta - X * beta;
      target += -0.5 * (sum(weights) * log(2 * pi() * square(sigma)) + dot_product(weights, square(error)) / square(sigma));
    } else if (K) {
      target += normal_id_glm_lpdf(y | X, eta, beta, sigma);
    } else {
      target += normal_lpdf(y | eta, sigma);
    }
  }
}

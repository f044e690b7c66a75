/* Successes among trials, logit link, group effects sampled. */
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
  array[N] int<lower=0> trials;
  array[N] int<lower=0> y;
}
transformed data {
  vector[N] log_choose;
  for (i in 1 : N) log_choose[i] = lchoose(trials[i], y[i]);
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
      target += dot_product(weights, log_choose + to_vector(y) .* eta - to_vector(trials) .* log1p_exp(eta));
    } else if (K) {
      target += binomial_logit_glm_lpmf(y | trials, X, eta, beta);
    } else {
      target += binomial_logit_lpmf(y | trials, eta);
    }
  }
}

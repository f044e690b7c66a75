/* Counts, log link: Poisson, or negative binomial with auxiliary parameter reciprocal_dispersion; group effects
 * sampled. With `coupled`, group effects are relative to the auxiliary parameter, as in rstanarm.
 */
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
  int<lower=0, upper=1> has_aux;
  int<lower=0, upper=has_aux> coupled;
  array[N] int<lower=0> y;
}
transformed data {
  vector[N] lgamma_y1 = lgamma(to_vector(y) + 1);
}
parameters {
  vector[has_intercept + K] z;
  array[has_aux] real<lower=0> aux_raw;
#include terms_parameters.stan
  vector[n_effects(p, l)] z_b;
}
model {
  vector[has_intercept + K] coef = center + spread * z;
  real phi = has_aux ? aux_unit * aux_raw[1] : 1;
#include coefficients_model.stan
  if (has_aux) target += positive_prior_lpdf(phi | aux_dist, aux_location, aux_scale, aux_df);
#include terms_model.stan
  if (coupled) theta_L *= phi;
  vector[n_effects(p, l)] b = group_effects_lp(z_b, theta_L, p, l, partly_centred, centring);

  if (!prior_only) {
    vector[K] beta = tail(coef, K);
    vector[N] eta = add_effects(offset_ + sum(head(coef, has_intercept)), b, p, l, level, Z, z_column);
    vector[N] y_ = to_vector(y);
    if (!weighted && K) {
      target += has_aux ? neg_binomial_2_log_glm_lpmf(y | X, eta, beta, phi) : poisson_log_glm_lpmf(y | X, eta, beta);
    } else if (!weighted) {
      target += has_aux ? neg_binomial_2_log_lpmf(y | eta, phi) : poisson_log_lpmf(y | eta);
    } else {
      eta += X * beta;
      if (has_aux)
        target += dot_product(weights, lgamma(y_ + phi) - lgamma(phi) - lgamma_y1 + y_ .* (eta - log(phi))
                                       - (y_ + phi) .* log1p_exp(eta - log(phi)));
      else target += dot_product(weights, y_ .* eta - exp(eta) - lgamma_y1);
    }
  }
}

/* Successes among trials, binomial or beta-binomial; group effects sampled. */
functions {
#include priors.stan
#include shrinkage.stan
#include covariance.stan
#include effects.stan
#include group_effects.stan
#include link.stan
}
data {
#include coefficients_data.stan
#include aux_data.stan
#include terms_data.stan
#include rows_data.stan
  int<lower=0, upper=1> has_aux;  // beta-binomial
  array[N] int<lower=0> trials;
  array[N] int<lower=0> y;
}
transformed data {
  int plain = link == 6 && !weighted && n_columns > 0 && !sparse_X && !has_aux;
  vector[N] won = to_vector(y);
  vector[N] lost = to_vector(trials) - won;
  vector[N] log_choose;
  for (i in 1 : N) log_choose[i] = lchoose(trials[i], y[i]);
  real constant = weighted ? dot_product(weights, log_choose) : sum(log_choose);
}
parameters {
#include coefficients_parameters.stan
  array[has_aux] real<lower=0> aux_raw;
#include terms_parameters.stan
  vector[n_effects(p, l)] z_b;
}
model {
  real dispersion = has_aux ? aux_unit * aux_raw[1] : 1;
#include linear_model.stan
  if (has_aux) target += positive_prior_lpdf(dispersion | aux_dist, aux_location, aux_scale, aux_df);
  if (!prior_only) {
    if (plain) {
      target += binomial_logit_glm_lpmf(y | trials, X, eta, beta);
    } else if (link == 6 && !weighted && !has_aux) {
      target += binomial_logit_lpmf(y | trials, eta);
    } else if (has_aux) {
      vector[N] a = dispersion * chance(eta, link);
      vector[N] lp = lgamma(won + a) + lgamma(lost + dispersion - a) - lgamma(to_vector(trials) + dispersion)
                     - lgamma(a) - lgamma(dispersion - a) + lgamma(dispersion);
      target += constant + (weighted ? dot_product(weights, lp) : sum(lp));
    } else {
      vector[N] lp = won .* log_success(eta, link) + lost .* log_failure(eta, link);
      target += constant + (weighted ? dot_product(weights, lp) : sum(lp));
    }
  }
}
generated quantities {
  // Intercept and coefficients where they are no linear functions of z.
  vector[prior_dist >= 5 || bound || n_few ? has_intercept + K : 0] coefficient;
  {
    real dispersion = has_aux ? aux_unit * aux_raw[1] : 1;
#include linear_quantities.stan
  }
}

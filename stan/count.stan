/* Counts: Poisson, or negative binomial with auxiliary parameter reciprocal_dispersion; group effects sampled. */
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
  int<lower=0, upper=1> has_aux;
  array[N] int<lower=0> y;
}
transformed data {
  int plain = link == 2 && !weighted && n_columns > 0 && !sparse_X;
  vector[N] y_ = to_vector(y);
  vector[N] lgamma_y1 = lgamma(y_ + 1);
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
      target += has_aux ? neg_binomial_2_log_glm_lpmf(y | X, eta, beta, dispersion)
                : poisson_log_glm_lpmf(y | X, eta, beta);
    } else {
      vector[N] log_mu = log_mean(eta, link);
      if (weighted) {
        vector[N] lp;
        if (has_aux) {
          lp = lgamma(y_ + dispersion) - lgamma(dispersion) - lgamma_y1 + y_ .* (log_mu - log(dispersion))
               - (y_ + dispersion) .* log1p_exp(log_mu - log(dispersion));
        } else lp = y_ .* log_mu - exp(log_mu) - lgamma_y1;
        target += dot_product(weights, lp);
      } else target += has_aux ? neg_binomial_2_log_lpmf(y | log_mu, dispersion) : poisson_log_lpmf(y | log_mu);
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

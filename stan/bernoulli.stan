/* 0/1 outcome, group effects sampled. */
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
#include terms_data.stan
#include rows_data.stan
  array[N] int<lower=0, upper=1> y;
}
transformed data {
  int plain = link == 6 && !weighted && n_columns > 0 && !sparse_X;
  int successes = sum(y);
  array[successes] int success;
  array[N - successes] int failure;
  {
    array[2] int n = {0, 0};
    for (i in 1 : N) {
      n[1 + y[i]] += 1;
      if (y[i]) success[n[2]] = i;
      else failure[n[1]] = i;
    }
  }
}
parameters {
#include coefficients_parameters.stan
#include terms_parameters.stan
  vector[n_effects(p, l)] z_b;
}
model {
  real dispersion = 1;
#include linear_model.stan
  if (!prior_only) {
    if (plain) {
      target += bernoulli_logit_glm_lpmf(y | X, eta, beta);
    } else if (link == 6 && !weighted) {
      target += bernoulli_logit_lpmf(y | eta);
    } else if (weighted) {
      target += dot_product(weights[success], log_success(eta[success], link));
      target += dot_product(weights[failure], log_failure(eta[failure], link));
    } else {
      target += sum_log_success(eta[success], link) + sum_log_failure(eta[failure], link);
    }
  }
}
generated quantities {
  // Intercept and coefficients where they are no linear functions of z.
  vector[prior_dist >= 5 || bound || n_few ? has_intercept + K : 0] coefficient;
  {
    real dispersion = 1;
#include linear_quantities.stan
  }
}

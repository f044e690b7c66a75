/* 0/1 outcome, group effects sampled. */
functions {
#include priors.stan
#include shrinkage.stan
#include covariance.stan
#include effects.stan
#include group_effects.stan
#include conditional_normal.stan
#include rows_functions.stan
// Sum of won * log(chance) + lost * log(1 - chance).
real binomial_rows(data vector won, data vector lost, data int link, real intercept, vector beta, vector b,
#include rows_signature.stan
);
}
data {
#include coefficients_data.stan
#include terms_data.stan
#include rows_data.stan
  array[N] int<lower=0, upper=1> y;
}
transformed data {
  vector[N] won = to_vector(y);
  vector[N] lost = 1 - won;
  if (weighted) {
    won .*= weights;
    lost .*= weights;
  }
}
parameters {
#include coefficients_parameters.stan
#include terms_parameters.stan
  vector[n_effects(p, l)] z_b;
}
transformed parameters {
#include terms_transformed.stan
}
model {
  real dispersion = 1;
#include linear_model.stan
  if (!prior_only) {
    target += binomial_rows(won, lost, link, intercept, beta, b,
#include rows_arguments.stan
    );
  }
}
generated quantities {
  // Intercept and coefficients where they are no linear functions of z.
  vector[prior_dist >= 5 || bound || n_few || conditional ? has_intercept + K : 0] coefficient;
  vector[conditional ? n_effects(p, l) : 0] effect;
  {
    real dispersion = 1;
#include linear_quantities.stan
  }
}

/* Successes among trials, binomial or beta-binomial; group effects sampled. */
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

// The same for chances with a beta distribution, whose precision is aux, about the mean.
real beta_binomial_rows(data vector won, data vector lost, data int weighted, data vector weights, data int link,
                        real aux, real intercept, vector beta, vector b,
#include rows_signature.stan
);
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
  vector[N] won = to_vector(y);
  vector[N] lost = to_vector(trials) - won;
  real constant = 0;
  for (i in 1 : N) constant += (weighted ? weights[i] : 1) * lchoose(trials[i], y[i]);
  if (weighted && !has_aux) {
    won .*= weights;
    lost .*= weights;
  }
}
parameters {
#include coefficients_parameters.stan
  vector<offset=aux_place, multiplier=aux_step>[has_aux] log_aux;
#include terms_parameters.stan
  vector[n_effects(p, l)] z_b;
}
transformed parameters {
#include terms_transformed.stan
  vector[has_aux] aux_raw = exp(log_aux);
}
model {
  real dispersion = has_aux ? aux_unit * aux_raw[1] : 1;
#include linear_model.stan
  if (has_aux) target += positive_prior_lpdf(dispersion | aux_dist, aux_location, aux_scale, aux_df) + log_aux[1];
  if (!prior_only) {
    target += constant;
    if (has_aux) target += beta_binomial_rows(won, lost, weighted, weights, link, dispersion, intercept, beta, b,
#include rows_arguments.stan
    );
    else target += binomial_rows(won, lost, link, intercept, beta, b,
#include rows_arguments.stan
    );
  }
}
generated quantities {
  // Intercept and coefficients where they are no linear functions of z.
  vector[prior_dist >= 5 || bound || n_few || conditional ? has_intercept + K : 0] coefficient;
  vector[conditional ? n_effects(p, l) : 0] effect;
  {
    real dispersion = has_aux ? aux_unit * aux_raw[1] : 1;
#include linear_quantities.stan
  }
}

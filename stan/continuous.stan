/* Continuous outcomes, group effects (if any) sampled. Families: 1 Gaussian, 2 Student t, 3 gamma, 4 inverse Gaussian,
 * 5 beta. The auxiliary parameter is sigma, sigma, shape, lambda, phi.
 */
functions {
#include priors.stan
#include shrinkage.stan
#include covariance.stan
#include effects.stan
#include group_effects.stan
#include conditional_normal.stan
#include rows_functions.stan

// Log density of all rows, each counted `w` times, without what depends on data alone (see `constant`).
real continuous_rows(data vector y, data vector log_y, data vector w, data real total, data int family, data int link,
                     real aux, real nu, real intercept, vector beta, vector b,
#include rows_signature.stan
);
}
data {
#include coefficients_data.stan
#include aux_data.stan
#include terms_data.stan
#include rows_data.stan
  int<lower=1, upper=5> family;
  vector[N] y;
}
transformed data {
  vector[N] log_y = family >= 3 ? log(y) : rep_vector(0, N);
  vector[N] w = weighted ? weights : rep_vector(1, N);
  real total = sum(w);
  real constant = -0.5 * total * log(2 * pi());
  if (family == 2) constant = -0.5 * total * log(pi());
  else if (family == 3) constant = -dot_product(w, log_y);
  else if (family == 4) constant -= 1.5 * dot_product(w, log_y);
  else if (family == 5) constant = -dot_product(w, log_y + log1m(y));
}
parameters {
#include coefficients_parameters.stan
  real<offset=aux_place, multiplier=aux_step> log_aux;
  array[family == 2] real<lower=1> nu;
#include terms_parameters.stan
  vector[n_effects(p, l)] z_b;
}
transformed parameters {
#include terms_transformed.stan
  real aux_raw = exp(log_aux);
}
model {
  real dispersion = aux_unit * aux_raw;
#include linear_model.stan
  target += positive_prior_lpdf(dispersion | aux_dist, aux_location, aux_scale, aux_df) + log_aux;
  nu ~ gamma(2, 0.1);
  if (!prior_only) {
    target += constant + continuous_rows(y, log_y, w, total, family, link, dispersion, family == 2 ? nu[1] : 1, intercept,
                                         beta, b,
#include rows_arguments.stan
    );
  }
}
generated quantities {
  // Intercept and coefficients where they are no linear functions of z.
  vector[prior_dist >= 5 || bound || n_few || conditional ? has_intercept + K : 0] coefficient;
  vector[conditional ? n_effects(p, l) : 0] effect;
  {
    real dispersion = aux_unit * aux_raw;
#include linear_quantities.stan
  }
}

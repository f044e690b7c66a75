/* Continuous outcomes, group effects (if any) sampled. Families: 1 Gaussian, 2 Student t, 3 gamma, 4 inverse Gaussian,
 * 5 beta. The auxiliary parameter is sigma, sigma, shape, lambda, phi.
 */
functions {
#include priors.stan
#include shrinkage.stan
#include covariance.stan
#include effects.stan
#include group_effects.stan
#include link.stan

// Log density of all rows, each counted `w` times, without what depends on data alone (see `constant`).
real log_density(vector y, vector log_y, vector w, real total, vector eta, int family, int link, real aux,
             array[] real nu) {
  int N = num_elements(y);
  if (family == 1) return -total * log(aux) - 0.5 * dot_product(w, square(y - mean_of(eta, link))) / square(aux);
  if (family == 2) {
    return total * (lgamma(0.5 * (nu[1] + 1)) - lgamma(0.5 * nu[1]) - 0.5 * log(nu[1]) - log(aux))
           - 0.5 * (nu[1] + 1) * dot_product(w, log1p(square(y - mean_of(eta, link)) / (nu[1] * square(aux))));
  }
  if (family == 5) {
    vector[N] a = aux * chance(eta, link);
    return total * lgamma(aux) - dot_product(w, lgamma(a) + lgamma(aux - a)) + dot_product(w .* log_y, a)
           + dot_product(w .* log1m(y), aux - a);
  }
  vector[N] log_mu = log_mean(eta, link);
  vector[N] ratio = exp(log_y - log_mu);
  if (family == 3) {
    return aux * (total * log(aux) + dot_product(w, log_y) - dot_product(w, log_mu) - dot_product(w, ratio))
           - total * lgamma(aux);
  }
  return 0.5 * total * log(aux) - 0.5 * aux * dot_product(w ./ y, square(ratio - 1));
}
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
  int plain = family == 1 && link == 1 && !weighted && n_columns > 0 && !sparse_X;
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
  real<lower=0> aux_raw;
  array[family == 2] real<lower=1> nu;
#include terms_parameters.stan
  vector[n_effects(p, l)] z_b;
}
model {
  real dispersion = aux_unit * aux_raw;
#include linear_model.stan
  target += positive_prior_lpdf(dispersion | aux_dist, aux_location, aux_scale, aux_df);
  nu ~ gamma(2, 0.1);
  if (!prior_only) {
    if (plain) {
      target += normal_id_glm_lpdf(y | X, eta, beta, dispersion);
    } else {
      target += constant + log_density(y, log_y, w, total, eta, family, link, dispersion, nu);
    }
  }
}
generated quantities {
  // Intercept and coefficients where they are no linear functions of z.
  vector[prior_dist >= 5 || bound || n_few ? has_intercept + K : 0] coefficient;
  {
    real dispersion = aux_unit * aux_raw;
#include linear_quantities.stan
  }
}

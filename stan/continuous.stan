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

// Log densities of the rows, without what does not depend on parameters (see `constant`).
vector row_densities(vector y, vector log_y, vector eta, int family, int link, real aux, array[] real nu) {
  int N = num_elements(y);
  if (family == 1) return -log(aux) - 0.5 * square((y - mean_of(eta, link)) / aux);
  if (family == 2)
    return lgamma(0.5 * (nu[1] + 1)) - lgamma(0.5 * nu[1]) - 0.5 * log(nu[1]) - log(aux)
           - 0.5 * (nu[1] + 1) * log1p(square((y - mean_of(eta, link)) / aux) / nu[1]);
  if (family == 5) {
    vector[N] a = aux * chance(eta, link);
    return lgamma(aux) - lgamma(a) - lgamma(aux - a) + a .* log_y + (aux - a) .* log1m(y);
  }
  vector[N] log_mu = log_mean(eta, link);
  vector[N] ratio = exp(log_y - log_mu);
  if (family == 3) return aux * (log(aux) + log_y - log_mu - ratio) - lgamma(aux);
  return 0.5 * log(aux) - 0.5 * aux * square(ratio - 1) ./ y;
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
  int plain = family == 1 && link == 1 && !weighted && K > 0 && !sparse_X;
  vector[N] log_y = family >= 3 ? log(y) : rep_vector(0, N);
  vector[N] constant = rep_vector(-0.5 * log(2 * pi()), N);
  if (family == 2) constant = rep_vector(-0.5 * log(pi()), N);
  else if (family == 3) constant = -log_y;
  else if (family == 4) constant -= 1.5 * log_y;
  else if (family == 5) constant = -log_y - log1m(y);
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
      vector[N] lp = row_densities(y, log_y, eta, family, link, dispersion, nu) + constant;
      target += weighted ? dot_product(weights, lp) : sum(lp);
    }
  }
}
generated quantities {
  // Intercept and coefficients where they are no linear functions of z.
  vector[prior_dist >= 5 || bound ? has_intercept + K : 0] coefficient;
  {
    real dispersion = aux_unit * aux_raw;
#include linear_quantities.stan
  }
}

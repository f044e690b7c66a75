/* Counts: Poisson, or negative binomial with auxiliary parameter reciprocal_dispersion; group effects sampled. */
functions {
#include priors.stan
#include shrinkage.stan
#include covariance.stan
#include effects.stan
#include group_effects.stan
#include conditional_normal.stan
#include rows_functions.stan
// Log density less log(y!): Poisson, or negative binomial with reciprocal dispersion aux. The numbers in distinct_y stand
// for `times` rows each.
real count_rows(data vector y, data int weighted, data vector weights, data vector distinct_y, data vector times,
                data int link, data int has_aux, real aux, real intercept, vector beta, vector b,
#include rows_signature.stan
);
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
  vector[N] y_ = to_vector(y);
  real constant = 0;
  for (i in 1 : N) constant -= (weighted ? weights[i] : 1) * lgamma(y_[i] + 1);
  int n_distinct = 0;
  vector[N] distinct_y;
  vector[N] times;
  if (has_aux) {
    array[N] int order = sort_indices_asc(y);
    for (i in order) {
      if (n_distinct == 0 || y_[i] > distinct_y[n_distinct]) {
        n_distinct += 1;
        distinct_y[n_distinct] = y_[i];
        times[n_distinct] = 0;
      }
      times[n_distinct] += weighted ? weights[i] : 1;
    }
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
    target += constant + count_rows(y_, weighted, weights, head(distinct_y, n_distinct), head(times, n_distinct), link,
                                    has_aux, dispersion, intercept, beta, b,
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

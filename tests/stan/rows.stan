/* The functions of rows in stan/external (plain = 0), and the same in plain Stan (plain = 1).
 *
 * Kinds: 1 binomial, 2 beta-binomial, 3 counts, 4 continuous (whose families are those of stan/continuous.stan), 5 the
 * least linear predictor.
 */
functions {
#include rows_functions.stan
real binomial_rows(data vector won, data vector lost, data int link, real intercept, vector beta, vector b,
#include rows_signature.stan
);
real beta_binomial_rows(data vector won, data vector lost, data int weighted, data vector weights, data int link,
                        real aux, real intercept, vector beta, vector b,
#include rows_signature.stan
);
real count_rows(data vector y, data int weighted, data vector weights, data vector distinct_y, data vector times,
                data int link, data int has_aux, real aux, real intercept, vector beta, vector b,
#include rows_signature.stan
);
real continuous_rows(data vector y, data vector log_y, data vector w, data real total, data int family, data int link,
                     real aux, real nu, real intercept, vector beta, vector b,
#include rows_signature.stan
);

vector linear_predictor(real intercept, vector beta, vector b, int sparse_X, matrix X, vector X_w, array[] int X_v,
                        array[] int X_u, vector offset_, array[] int p, array[] int l, array[,] int level, matrix Z,
                        array[] int z_column) {
  int N = num_elements(offset_);
  vector[N] eta = intercept + offset_;
  if (sparse_X) eta += csr_matrix_times_vector(N, num_elements(beta), X_w, X_v, X_u, beta);
  else if (num_elements(beta)) eta += X * beta;
  int start = 0;
  int k = 0;
  for (t in 1 : size(level)) {
    for (a in 1 : p[t]) {
      k += 1;
      vector[N] u = segment(b, start + 1, l[t])[level[t]];
      eta += z_column[k] ? Z[ : , z_column[k]] .* u : u;
      start += l[t];
    }
  }
  return eta;
}
// Logarithms of positive means.
vector log_mean(vector eta, int link) {
  if (link == 1) return log(eta);
  if (link == 2) return eta;
  if (link == 3) return -log(eta);
  if (link == 4) return -0.5 * log(eta);
  return 2 * log(eta);
}

// Means of any size.
vector mean_of(vector eta, int link) {
  if (link == 1) return eta;
  if (link == 2) return exp(eta);
  return inv(eta);
}

// log(1 - exp(-exp(eta))), finite with its derivative for every eta.
real cloglog_success(real eta) {
  if (eta < -15) return eta - 0.5 * exp(eta);  // where 1 - exp(-t) is t - t^2 / 2 to the last bit
  return eta < 6 ? log1m_exp(-exp(eta)) : 0;
}

// -exp(eta), a straight line where that overflows.
real cloglog_failure(real eta) {
  return eta < 690 ? -exp(eta) : -exp(690) * (eta - 689);
}

// Logarithm of a chance of success, for the links without a vectorised form.
real log_success_of(real eta, int link) {
  if (link == 7) return log(Phi(eta));  // std_normal_lcdf has a derivative to five digits
  if (link == 9) return cloglog_success(eta);
  return log(atan2(1, -eta)) - log(pi());
}

// Logarithms of chances of success.
vector log_success(vector eta, int link) {
  int N = num_elements(eta);
  if (link == 6) return -log1p_exp(-eta);
  if (link == 2) return eta;
  vector[N] out;
  for (i in 1 : N) out[i] = log_success_of(eta[i], link);
  return out;
}

// Logarithms of chances of failure.
vector log_failure(vector eta, int link) {
  int N = num_elements(eta);
  if (link == 2) return log1m_exp(eta);
  if (link != 9) return log_success(-eta, link);
  vector[N] out;
  for (i in 1 : N) out[i] = cloglog_failure(eta[i]);
  return out;
}

// Chances of success, kept away from 0 and 1 by no more than rounding.
vector chance(vector eta, int link) {
  vector[num_elements(eta)] mu;
  if (link == 6) mu = inv_logit(eta);
  else if (link == 7) mu = Phi(eta);
  else if (link == 8) mu = 0.5 + atan(eta) / pi();
  else mu = inv_cloglog(eta);
  return fmin(fmax(mu, 1e-15), 1 - 1e-15);
}

real binomial_plain(vector y, vector trials, vector w, int link, vector eta) {
  return dot_product(w .* y, log_success(eta, link)) + dot_product(w .* (trials - y), log_failure(eta, link));
}

real beta_binomial_plain(vector y, vector trials, vector w, int link, real aux, vector eta) {
  int N = num_elements(y);
  vector[N] a = aux * chance(eta, link);
  vector[N] lost = trials - y;
  return dot_product(w, lgamma(y + a) + lgamma(lost + aux - a) - lgamma(trials + aux) - lgamma(a) - lgamma(aux - a)
                        + lgamma(aux));
}

real count_plain(vector y, vector w, int link, int has_aux, real aux, vector eta) {
  vector[num_elements(y)] log_mu = log_mean(eta, link);
  if (!has_aux) return dot_product(w, y .* log_mu - exp(log_mu));
  return dot_product(w, lgamma(y + aux) - lgamma(aux) + y .* (log_mu - log(aux))
                        - (y + aux) .* log1p_exp(log_mu - log(aux)));
}

real continuous_plain(vector y, vector w, int family, int link, real aux, real nu, vector eta) {
  int N = num_elements(y);
  real total = sum(w);
  if (family == 1) return -total * log(aux) - 0.5 * dot_product(w, square(y - mean_of(eta, link))) / square(aux);
  if (family == 2) {
    return total * (lgamma(0.5 * (nu + 1)) - lgamma(0.5 * nu) - 0.5 * log(nu) - log(aux))
           - 0.5 * (nu + 1) * dot_product(w, log1p(square(y - mean_of(eta, link)) / (nu * square(aux))));
  }
  if (family == 5) {
    vector[N] a = aux * chance(eta, link);
    return total * lgamma(aux) - dot_product(w, lgamma(a) + lgamma(aux - a)) + dot_product(w .* log(y), a)
           + dot_product(w .* log1m(y), aux - a);
  }
  vector[N] log_mu = log_mean(eta, link);
  vector[N] ratio = exp(log(y) - log_mu);
  if (family == 3) {
    return aux * (total * log(aux) + dot_product(w, log(y)) - dot_product(w, log_mu) - dot_product(w, ratio))
           - total * lgamma(aux);
  }
  return 0.5 * total * log(aux) - 0.5 * aux * dot_product(w ./ y, square(ratio - 1));
}
}
data {
  int<lower=0, upper=1> plain;
  int<lower=1, upper=5> kind;
  int<lower=1, upper=5> family;
  int<lower=0, upper=1> has_aux;
  int<lower=1, upper=9> link;
  int<lower=0> N;
  int<lower=0> n_columns;
  int<lower=0, upper=1> sparse_X;
  matrix[(1 - sparse_X) * N, (1 - sparse_X) * n_columns] X;
  int<lower=0> nnz_X;
  vector[nnz_X] X_w;
  array[nnz_X] int<lower=1> X_v;
  array[sparse_X ? N + 1 : 0] int<lower=1> X_u;
  int<lower=0, upper=1> has_offset;
  vector[N] offset_;
  int<lower=0> n_terms;
  array[n_terms] int<lower=1> p;
  array[n_terms] int<lower=1> l;
  array[n_terms, N] int<lower=1> level;
  int<lower=0> n_z;
  matrix[N, n_z] Z;
  array[sum(p)] int<lower=0, upper=n_z> z_column;
  int<lower=0> n_b;
  vector[N] y;
  vector[N] trials;
  int<lower=0, upper=1> weighted;
  vector<lower=0>[N] weights;
  int<lower=0> n_distinct;
  vector[n_distinct] distinct_y;
  vector[n_distinct] times;
}
transformed data {
  vector[N] won = weights .* y;
  vector[N] lost = weights .* (trials - y);
  vector[N] failed = trials - y;
  vector[N] log_y = family >= 3 ? log(y) : rep_vector(0, N);
  real total = sum(weights);
}
parameters {
  real intercept;
  vector[n_columns] beta;
  vector[n_b] b;
  real aux;
  real nu;
}
model {
  if (plain) {
    vector[N] eta = linear_predictor(intercept, beta, b, sparse_X, X, X_w, X_v, X_u, offset_, p, l, level, Z, z_column);
    if (kind == 1) target += binomial_plain(y, trials, weights, link, eta);
    if (kind == 2) target += beta_binomial_plain(y, trials, weights, link, aux, eta);
    if (kind == 3) target += count_plain(y, weights, link, has_aux, aux, eta);
    if (kind == 4) target += continuous_plain(y, weights, family, link, aux, nu, eta);
    if (kind == 5) target += min(-eta) + intercept;
  } else {
    if (kind == 1) target += binomial_rows(won, lost, link, intercept, beta, b,
#include rows_arguments.stan
    );
    if (kind == 2) target += beta_binomial_rows(y, failed, weighted, weights, link, aux, intercept, beta, b,
#include rows_arguments.stan
    );
    if (kind == 3) target += count_rows(y, weighted, weights, distinct_y, times, link, has_aux, aux, intercept, beta, b,
#include rows_arguments.stan
    );
    if (kind == 4) target += continuous_rows(y, log_y, weights, total, family, link, aux, nu, intercept, beta, b,
#include rows_arguments.stan
    );
    if (kind == 5) target += least_linear_predictor(-1, beta, b,
#include rows_arguments.stan
    );
  }
}

// Covariance of the effects of one group-level term: standard deviations `sd` and canonical partial
// correlations `cpc`, row by row (Lewandowski, Kurowicka and Joe 2009).

int n_correlations(int p) {
  return (p * (p - 1)) %/% 2;
}

int total_correlations(array[] int p) {
  int n = 0;
  for (t in 1 : size(p)) n += n_correlations(p[t]);
  return n;
}

// Lower Cholesky factor of the covariance matrix; its correlations follow cpc[start]. With `lagged`, off-diagonal elements of the third
// and later rows carry the sd of the row before, as rstanarm's decov does.
matrix covariance_cholesky(vector sd, vector cpc, int start, int lagged) {
  int p = num_elements(sd);
  matrix[p, p] L = rep_matrix(0, p, p);
  int k = start;
  for (i in 1 : p) {
    real rest = 1;
    real row_sd = lagged && i > 2 ? sd[i - 1] : sd[i];
    for (j in 1 : (i - 1)) {
      k += 1;
      L[i, j] = row_sd * rest * cpc[k];
      rest *= sqrt(1 - square(cpc[k]));
    }
    L[i, i] = sd[i] * rest;
  }
  return L;
}

// LKJ(regularization) as independent symmetric betas of the canonical partial correlations after cpc[start].
real lkj_cpc_lpdf(vector cpc, int start, int p, real regularization) {
  real lp = 0;
  int k = start;
  for (i in 2 : p) {
    for (j in 1 : (i - 1)) {
      k += 1;
      real shape = regularization + 0.5 * (p - 1 - j);
      lp += (shape - 1) * log1m(square(cpc[k])) - lbeta(shape, shape) - (2 * shape - 1) * log2();
    }
  }
  return lp;
}

// decov on sds in units of its scale: tau ~ gamma(shape, 1), simplex ~ dirichlet(concentration),
// sd[k]^2 = p tau^2 simplex[k]; the last two terms are the Jacobian from (tau, simplex) to sd.
real decov_sd_lpdf(vector sd, vector concentration, real shape) {
  int p = num_elements(sd);
  vector[p] log_sd = log(sd);
  real log_trace = log_sum_exp(2 * log_sd);
  real log_tau = 0.5 * (log_trace - log(p));
  vector[p] log_simplex = 2 * log_sd - log_trace;
  return (shape - 1) * log_tau - exp(log_tau) - lgamma(shape)
         + dot_product(concentration - 1, log_simplex) + lgamma(sum(concentration)) - sum(lgamma(concentration))
         + p * log2() + sum(log_sd)
         - (p - 1) * log_trace - log(2) - log(p) - log_tau;
}

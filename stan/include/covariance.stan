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

// Standard deviations, those of the terms with `scaled` times `unit`.
vector times_unit(vector sd, array[] int p, array[] int scaled, real unit) {
  if (sum(scaled) == 0) return sd;
  vector[num_elements(sd)] out = sd;
  int s = 0;
  for (t in 1 : size(p)) {
    if (scaled[t]) out[(s + 1) : (s + p[t])] *= unit;
    s += p[t];
  }
  return out;
}

// Lower Cholesky factors of the covariance matrices of all terms, as the blocks of one matrix. With
// `lagged`, off-diagonal elements of the third and later rows of a block carry the sd of the row
// before, as rstanarm's decov does.
matrix covariance_cholesky(array[] int p, vector sd, vector cpc, int lagged) {
  matrix[sum(p), sum(p)] L = rep_matrix(0, sum(p), sum(p));
  int s = 0;
  int k = 0;
  for (t in 1 : size(p)) {
    for (i in (s + 1) : (s + p[t])) {
      real rest = 1;
      real row_sd = lagged && i - s > 2 ? sd[i - 1] : sd[i];
      for (j in (s + 1) : (i - 1)) {
        k += 1;
        L[i, j] = row_sd * rest * cpc[k];
        rest *= sqrt(1 - square(cpc[k]));
      }
      L[i, i] = sd[i] * rest;
    }
    s += p[t];
  }
  return L;
}

// LKJ(regularization) of a correlation matrix of p rows: independent symmetric betas of the partial
// correlations after cpc[start].
real correlation_term(vector cpc, int start, int p, real regularization) {
  real lp = 0;
  int k = start;
  for (i in 2 : p) {
    for (j in 1 : (i - 1)) {
      k += 1;
      real b = regularization + 0.5 * (p - 1 - j);
      lp += (b - 1) * log1m(square(cpc[k])) - lbeta(b, b) - (2 * b - 1) * log2();
    }
  }
  return lp;
}

// decov's prior of the sds of one term, in units of its scale and after sd_raw[first]: tau ~ gamma(shape, 1)
// and simplex ~ dirichlet(concentration) with sd[k]^2 = p tau^2 simplex[k]; the last terms are the Jacobian
// from (tau, simplex) to sd.
real decov_term(vector sd_raw, int first, int p, real shape, vector concentration) {
  vector[p] log_sd = log(segment(sd_raw, first + 1, p));
  vector[p] conc = segment(concentration, first + 1, p);
  real log_trace = log_sum_exp(2 * log_sd);
  real log_tau = 0.5 * (log_trace - log(p));
  return (shape - 1) * log_tau - exp(log_tau) - lgamma(shape)
         + dot_product(conc - 1, 2 * log_sd - log_trace) + lgamma(sum(conc)) - sum(lgamma(conc))
         + p * log2() + sum(log_sd) - (p - 1) * log_trace - log(2) - log(p) - log_tau;
}

// The prior of the sds of one term, flat, half-normal, half-t or decov's; see terms_data.stan.
real sd_term(vector sd_raw, int first, int p, int dist, vector location, vector df, real shape,
             vector concentration) {
  if (dist == 3) return decov_term(sd_raw, first, p, shape, concentration);
  vector[p] x = segment(sd_raw, first + 1, p) - segment(location, first + 1, p);
  if (dist == 1) return std_normal_lpdf(x);
  if (dist == 2) return student_t_lpdf(x | segment(df, first + 1, p), 0, 1);
  return 0;
}

// The prior of the covariance matrices of all terms.
real covariance_lpdf(vector sd_raw, vector cpc, array[] int p, array[] int sd_dist, vector location, vector df,
                     vector regularization, vector shape, vector concentration) {
  real lp = 0;
  int s = 0;
  int c = 0;
  for (t in 1 : size(p)) {
    lp += correlation_term(cpc, c, p[t], regularization[t])
          + sd_term(sd_raw, s, p[t], sd_dist[t], location, df, shape[t], concentration);
    s += p[t];
    c += n_correlations(p[t]);
  }
  return lp;
}

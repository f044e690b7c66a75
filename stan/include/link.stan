// Links by number: 1 identity, 2 log, 3 inverse, 4 1/mu^2, 5 square root, 6 logit, 7 probit, 8 cauchit, 9 cloglog.

// X beta, of a dense matrix or one in compressed rows.
vector times_X(vector beta, int N, int sparse_X, matrix X, vector X_w, array[] int X_v, array[] int X_u) {
  if (sparse_X) return csr_matrix_times_vector(N, num_elements(beta), X_w, X_v, X_u, beta);
  return X * beta;
}

// The intercept for which the linear predictors rest + intercept are all on the right side of 0, the nearest
// at a distance exp(log_distance).
real bounded_intercept(vector rest, int bound, real log_distance) {
  return bound == 1 ? exp(log_distance) - min(rest) : -max(rest) - exp(log_distance);
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
  if (link == 7) return std_normal_lcdf(eta | );
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

// Sum of logarithms of chances of success.
real sum_log_success(vector eta, int link) {
  return link == 7 ? std_normal_lcdf(eta | ) : sum(log_success(eta, link));
}

// Sum of logarithms of chances of failure.
real sum_log_failure(vector eta, int link) {
  return link == 7 ? sum_log_success(-eta, link) : sum(log_failure(eta, link));
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

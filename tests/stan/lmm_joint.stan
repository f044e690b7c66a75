/* The model of stan/lmm.stan with its group effects sampled, written from the documentation of decov: one or two
 * group-level terms of any size. For comparison only.
 */
data {
  int<lower=0> N;
  int<lower=1> K;
  matrix[N, K] X;
  vector[N] y;
  vector<lower=0>[N] w;
  vector[K] prior_location;
  vector<lower=0>[K] prior_scale;
  real<lower=0> aux_rate;
  real<lower=0> regularization;
  int<lower=0, upper=1> has_second;
  int<lower=1> p1;
  int<lower=1> l1;
  array[N] int<lower=1> g1;
  matrix[N, p1] Z1;
  int<lower=1> p2;
  int<lower=1> l2;
  array[N] int<lower=1> g2;
  matrix[N, p2] Z2;
}
parameters {
  vector[K] coef;
  real<lower=0> sigma;
  real<lower=0> tau1;
  simplex[p1] pi1;
  cholesky_factor_corr[p1] R1;
  matrix[p1, l1] z1;
  real<lower=0> tau2;
  simplex[p2] pi2;
  cholesky_factor_corr[p2] R2;
  matrix[p2, l2] z2;
}
transformed parameters {
  matrix[p1, p1] T1 = sigma * tau1 * diag_pre_multiply(sqrt(p1 * pi1), R1);
  matrix[p2, p2] T2 = sigma * tau2 * diag_pre_multiply(sqrt(p2 * pi2), R2);
  matrix[p1, p1] Sigma1 = tcrossprod(T1);
  matrix[p2, p2] Sigma2 = tcrossprod(T2);
  matrix[p1, l1] b1 = T1 * z1;
  matrix[p2, l2] b2 = has_second ? T2 * z2 : rep_matrix(0, p2, l2);
}
model {
  vector[N] mu = X * coef;
  coef ~ normal(prior_location, prior_scale);
  sigma ~ exponential(aux_rate);
  tau1 ~ gamma(1, 1);
  pi1 ~ dirichlet(rep_vector(1, p1));
  R1 ~ lkj_corr_cholesky(regularization);
  to_vector(z1) ~ std_normal();
  tau2 ~ gamma(1, 1);
  pi2 ~ dirichlet(rep_vector(1, p2));
  R2 ~ lkj_corr_cholesky(regularization);
  to_vector(z2) ~ std_normal();
  for (i in 1 : N) {
    mu[i] += Z1[i] * b1[ : , g1[i]] + Z2[i] * b2[ : , g2[i]];
    target += w[i] * normal_lpdf(y[i] | mu[i], sigma);
  }
}

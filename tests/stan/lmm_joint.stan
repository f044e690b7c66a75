/* The model of stan/lmm.stan with its group effects sampled, written from the documentation of decov: one to
 * three group-level terms of any size. For comparison only.
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
  vector[N] offset_;
  int<lower=1, upper=3> n_terms;
  int<lower=1> p1;
  int<lower=1> l1;
  array[N] int<lower=1> g1;
  matrix[N, p1] Z1;
  int<lower=1> p2;
  int<lower=1> l2;
  array[N] int<lower=1> g2;
  matrix[N, p2] Z2;
  int<lower=1> p3;
  int<lower=1> l3;
  array[N] int<lower=1> g3;
  matrix[N, p3] Z3;
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
  real<lower=0> tau3;
  simplex[p3] pi3;
  cholesky_factor_corr[p3] R3;
  matrix[p3, l3] z3;
}
transformed parameters {
  matrix[p1, p1] T1 = sigma * tau1 * diag_pre_multiply(sqrt(p1 * pi1), R1);
  matrix[p2, p2] T2 = sigma * tau2 * diag_pre_multiply(sqrt(p2 * pi2), R2);
  matrix[p3, p3] T3 = sigma * tau3 * diag_pre_multiply(sqrt(p3 * pi3), R3);
  matrix[p1, p1] Sigma1 = tcrossprod(T1);
  matrix[p2, p2] Sigma2 = tcrossprod(T2);
  matrix[p3, p3] Sigma3 = tcrossprod(T3);
  matrix[p1, l1] b1 = T1 * z1;
  matrix[p2, l2] b2 = n_terms >= 2 ? T2 * z2 : rep_matrix(0, p2, l2);
  matrix[p3, l3] b3 = n_terms >= 3 ? T3 * z3 : rep_matrix(0, p3, l3);
}
model {
  vector[N] mu = offset_ + X * coef;
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
  tau3 ~ gamma(1, 1);
  pi3 ~ dirichlet(rep_vector(1, p3));
  R3 ~ lkj_corr_cholesky(regularization);
  to_vector(z3) ~ std_normal();
  for (i in 1 : N) {
    mu[i] += Z1[i] * b1[ : , g1[i]] + Z2[i] * b2[ : , g2[i]] + Z3[i] * b3[ : , g3[i]];
    target += w[i] * normal_lpdf(y[i] | mu[i], sigma);
  }
}

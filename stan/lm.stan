/* Linear regression with a prior of R2, the share of variance that the predictors explain.
 *
 * With X = QR (centred, weighted) and Delta the marginal sd of the outcome: coef = R^-1 sqrt(W - 1) sigma w,
 * sigma = Delta / sqrt(1 + w'w), so that w'w / (1 + w'w) is R2 ~ Beta(a, b). The direction of w is uniform and
 * log(Delta) flat. In w that is |w|^(2a - K) (1 + w'w)^-(a + b), and log(sigma) flat: for a = K / 2 a multivariate
 * t. Where the exponent is not 0 (R2 uniform), y with w = |y|^(K / (2a) - 1) y takes the pole or zero at 0 away;
 * it is as many numbers as w, with no direction too many.
 *
 * The data enter through their cross-products, so no cost depends on the number of rows.
 */
functions {
// The length of x, with a derivative at 0.
real length_of(vector x) {
  return sqrt(dot_self(x) + 1e-200);
}
}
data {
  int<lower=1> K;
  int<lower=0, upper=1> has_intercept;
  real<lower=0> R2_a;
  real<lower=0> R2_b;
  int<lower=0, upper=1> prior_only;     // then Delta is 1
  // The intercept after centring: 0 flat, 1 normal, 2 normal with scale Delta / sqrt(W).
  int<lower=0, upper=2> intercept_dist;
  real intercept_location;
  real<lower=0> intercept_scale;
  // Sums of the data. R coef is theta; its least-squares estimate leaves ssr.
  real<lower=1> total_weight;
  real<lower=0> ssr;
  vector[K] theta_hat;
  real mean_y;
  // Coordinates in which the posterior is roughly standard normal.
  real<lower=0> sigma_unit;
  vector[K] center;
  real<lower=0> spread;
  real intercept_center;
  real<lower=0> intercept_spread;
}
transformed data {
  real power = K / (2 * R2_a);
}
parameters {
  vector[K] z;
  array[has_intercept] real z_intercept;
  array[1 - prior_only] real log_sigma;  // in units of sigma_unit
}
transformed parameters {
  vector[K] w;
  real<lower=0> sigma;
  array[has_intercept] real intercept;
  {
    vector[K] y = spread * z;
    if (!prior_only) y += center * exp(-log_sigma[1] / power);
    real length = length_of(y);
    real grown = prior_only ? sinh(length) : length;
    w = power == 1 ? grown / length * y : pow(grown, power) / length * y;
    sigma = prior_only ? inv_sqrt(1 + dot_self(w)) : sigma_unit * exp(log_sigma[1]);
    if (has_intercept)
      intercept[1] = intercept_center + (prior_only ? 1 : sigma) * intercept_spread * z_intercept[1];
  }
}
model {
  target += -(R2_a + R2_b) * log1p(dot_self(w));
  if (prior_only) {
    // From sinh: the tails of w are long where R2 comes near 1.
    real length = length_of(spread * z);
    target += (K - 1) * log(sinh(length) / length) + log(cosh(length));
  }
  if (intercept_dist) {
    real scale = intercept_dist == 1 ? intercept_scale : sigma * sqrt((1 + dot_self(w)) / total_weight);
    intercept ~ normal(intercept_location, scale);
  }
  if (!prior_only) {
    real ssq = ssr + squared_distance(sqrt(total_weight - 1) * sigma * w, theta_hat);
    if (has_intercept) {
      ssq += total_weight * square(intercept[1] - mean_y);
      target += log(sigma);  // from z_intercept to intercept
    }
    target += -total_weight * log(sigma) - 0.5 * ssq / square(sigma);
  }
}
